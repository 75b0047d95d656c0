import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Boundary } from "../shell/boundary";
import { Loading } from "../shell/states";
import type { View } from "./drawn-view";

const DrawnView = lazy(() => import("./drawn-view"));

/**
 * Drawn shows what an answer is about as a picture. What draws weighs more than all the words
 * around it, so it is fetched when the reader comes near.
 */
export function Drawn({ view = "graph", data, name }: { view?: View; data: unknown; name: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => setNear((n) => n || seen.some((s) => s.isIntersecting)), { rootMargin: "600px" });
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <div className="drawn" ref={place}>
      {near && (
        <Boundary>
          <Suspense fallback={<Loading />}>
            <DrawnView view={view} data={data} name={name} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
