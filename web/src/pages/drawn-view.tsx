import { useMemo } from "react";
import { navigate } from "../shell/route";
import { ClaimsView, extract, GraphView, TimelineView, type Thing } from "../views";
import { thingRoute } from "./thing-route";

export type View = "graph" | "timeline" | "claims";

/** What an answer is about, drawn, in time, or by who says it. In a file of its own, as it is loaded when it is to be seen. */
export default function DrawnView({ view, data, name }: { view: View; data: unknown; name: string }) {
  // That something was left out is said by the page, in words for those who do not write queries.
  const graph = useMemo(() => ({ ...extract(data), truncated: [] }), [data]);
  switch (view) {
    case "graph":
      return <GraphView graph={graph} name={name} onOpen={open} />;
    case "timeline":
      return <TimelineView graph={graph} name={`${name}-timeline`} onOpen={open} />;
    case "claims":
      return <ClaimsView graph={graph} onOpen={open} />;
  }
}

function open({ class: what, key }: Thing) {
  if (key && what !== "Thing") navigate(thingRoute(what, key));
}
