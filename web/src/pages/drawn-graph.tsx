import { useMemo } from "react";
import { navigate } from "../shell/route";
import { extract, GraphView, type Thing } from "../views";
import { thingRoute } from "./thing-route";

/** What an answer is about, drawn. In a file of its own, as it is loaded when it is to be seen. */
export default function DrawnGraph({ data, name }: { data: unknown; name: string }) {
  const graph = useMemo(() => extract(data), [data]);
  return <GraphView graph={graph} name={name} onOpen={open} />;
}

function open({ class: what, key }: Thing) {
  if (key && what !== "Thing") navigate(thingRoute(what, key));
}
