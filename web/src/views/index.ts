// The views of answers, for all pages. Each takes a graph, which `extract` finds in the data of a query.
import "./views.css";

export { ThingCard, type ThingCardProps } from "./card/thing-card";
export { ClaimsView, type ClaimsViewProps } from "./claims/claims-view";
export { extract } from "./extract";
export { merge } from "./extract/merge";
export { GraphView, type GraphViewProps } from "./graph/graph-view";
export type { Claim, Graph, Relation, Thing, Time } from "./model";
export { Nothing } from "./notices";
export { OpenQuery, QueryLink, type UsedQuery } from "./query-link";
export { StandingLine, StandingMark } from "./standing-mark";
export type { AsOf, Instant } from "./timeline/as-of";
export { TimelineView, type TimelineViewProps } from "./timeline/timeline-view";
export { standingWords, stanceWords } from "./words";
