// The views of answers, for all pages. Each takes a graph, which `extract` finds in the data of a query.
import "./views.css";

export { ClaimsView } from "./claims/claims-view";
export { extract } from "./extract";
export { GraphView } from "./graph/graph-view";
export type { Graph, Thing } from "./model";
export { TimelineView } from "./timeline/timeline-view";
