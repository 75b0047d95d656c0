import { lazy, Suspense, useEffect } from "react";
import { useLocale } from "../i18n";
import { Boundary } from "./boundary";
import { Explorer } from "./explorer";
import { Loading } from "./states";
import { parseRoute, useSearch } from "./route";

// The editor weighs ten times what all else does: it is loaded when it is opened.
const Playground = lazy(() => import("../playground/playground"));

export function App() {
  const route = parseRoute(useSearch());
  const locale = useLocale();
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  if (route.page !== "playground") return <Explorer route={route} />;
  return (
    <Boundary>
      <Suspense fallback={<Loading />}>
        <Playground link={route.link} />
      </Suspense>
    </Boundary>
  );
}
