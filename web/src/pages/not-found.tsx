import { useEffect } from "react";
import { useWords } from "../i18n";
import { Link } from "../shell/link";
import { navigate } from "../shell/route";
import { Answered, Loading } from "../shell/states";
import { shellText } from "../shell/text";
import { useTitle } from "../shell/title";
import { thingRoute } from "./thing-route";
import { useThing } from "./use-thing";

/** NotFound is for addresses of things that there are not. A key of another sort of thing than the address says leads to that. */
export function NotFound({ id }: { id: string }) {
  const asked = useThing(id);
  const thing = asked.data;
  useEffect(() => {
    if (thing) navigate(thingRoute(thing.__typename, thing.key), { replace: true });
  }, [thing]);
  return <Answered asked={asked}>{(thing) => (thing ? <Loading /> : <Nothing id={id} />)}</Answered>;
}

function Nothing({ id }: { id: string }) {
  const t = useWords(shellText);
  useTitle(t.notFound);
  return (
    <>
      <h1>{t.notFound}</h1>
      <p className="hero-lead">{t.notFoundWhy(id)}</p>
      <p className="hero-lead">
        <Link to={{ page: "search", text: id }}>{t.notFoundSearch(id)}</Link>
      </p>
    </>
  );
}
