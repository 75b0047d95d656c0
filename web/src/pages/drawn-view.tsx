import { useMemo } from "react";
import { navigate } from "../shell/route";
import { ClaimsView, extract, GraphView, TimelineView, type Graph, type Thing } from "../views";
import { thingRoute } from "./thing-route";

export type View = "graph" | "timeline" | "claims";

/** What an answer is about, drawn, in time, or by who says it. In a file of its own, as it is loaded when it is to be seen. */
export default function DrawnView({ view, data, name }: { view: View; data: unknown; name: string }) {
  const graph = useMemo(() => worded(extract(data)), [data]);
  switch (view) {
    case "graph":
      return <GraphView graph={graph} name={name} onOpen={open} />;
    case "timeline":
      return <TimelineView graph={graph} name={`${name}-timeline`} onOpen={open} />;
    case "claims":
      return <ClaimsView graph={graph} onOpen={open} />;
  }
}

// What was left out is told in words for those who do not write queries; that things were, by the page itself.
function worded(graph: Graph): Graph {
  const claims = graph.partial.filter((p) => p.path.endsWith("relations.claims"));
  return { ...graph, truncated: [], claimsCut: claims.length, partial: graph.partial.filter((p) => !claims.includes(p)) };
}

function open({ class: what, key }: Thing) {
  if (key && what !== "Thing") navigate(thingRoute(what, key));
}
