import type { Route } from "./route";

/** The explorer: every page that asks no GraphQL of the reader. */
export function Explorer({ route }: { route: Exclude<Route, { page: "playground" }> }) {
  return <main>{route.page}</main>;
}
