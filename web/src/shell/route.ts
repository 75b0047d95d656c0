import { useSyncExternalStore } from "react";
import { keepPlace } from "./scroll";

/** What a link to the playground opens: GraphiQL's own parameters, `variables` as JSON. */
export interface PlaygroundLink {
  query: string;
  variables?: string | undefined;
  operationName?: string | undefined;
}

/** Where the reader is. All of it is in the query string, so that the page works below any path prefix. */
export type Route =
  | { page: "start" }
  | { page: "search"; text: string }
  | { page: "entity"; key: string; type?: string | undefined }
  | { page: "relation"; key: string }
  | { page: "claim"; key: string }
  | { page: "source"; key: string }
  | ({ page: "relations" } & StatementsChoice)
  | { page: "paths"; from?: string | undefined; to?: string | undefined }
  | { page: "compare"; left?: string | undefined; right?: string | undefined }
  | { page: "playground"; link?: PlaygroundLink | undefined };

/** Which statements a list has, as it stands in the address. */
export interface StatementsChoice {
  /** Key of a type; those below it are included. */
  type?: string | undefined;
  /** Standings, with commas between them: `CONTESTED,DENIED`. */
  standing?: string | undefined;
  /** Words of what is said. */
  text?: string | undefined;
  /** EDTF: when it may have happened or held, `2022-05`. */
  during?: string | undefined;
  /** `newest` first; absent: the oldest. */
  order?: string | undefined;
}

const choices = ["type", "standing", "text", "during", "order"] as const satisfies (keyof StatementsChoice)[];

export function parseRoute(search: string): Route {
  const params = new URLSearchParams(search);
  const get = (name: string) => params.get(name) || undefined;
  const query = get("query");
  if (query) return { page: "playground", link: { query, variables: get("variables"), operationName: get("operationName") } };
  if (params.has("playground")) return { page: "playground" };
  for (const page of ["entity", "relation", "claim", "source"] as const) {
    const key = get(page);
    if (key) return page === "entity" && get("type") ? { page, key, type: get("type") } : { page, key };
  }
  if (params.has("compare") || params.has("with")) return { page: "compare", left: get("compare"), right: get("with") };
  if (params.has("from") || params.has("to")) return { page: "paths", from: get("from"), to: get("to") };
  if (choices.some((name) => params.has(name))) return { page: "relations", ...Object.fromEntries(choices.map((name) => [name, get(name)])) };
  if (params.has("search")) return { page: "search", text: params.get("search") ?? "" };
  return { page: "start" };
}

/** formatRoute gives the relative address of a route: `?entity=mali-junta`, `.` for the start page. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case "start":
      return ".";
    case "search":
      return write({ search: route.text });
    case "relations":
      return choices.some((name) => route[name]) ? write(Object.fromEntries(choices.map((name) => [name, route[name]]))) : write({ type: "" });
    case "entity":
      return write({ entity: route.key, type: route.type });
    case "paths":
      return write({ from: route.from ?? "", to: route.to ?? "" });
    case "compare":
      return write({ compare: route.left ?? "", with: route.right ?? "" });
    case "playground":
      return route.link ? write({ query: route.link.query, variables: route.link.variables, operationName: route.link.operationName }) : "?playground";
    default:
      return write({ [route.page]: route.key });
  }
}

function write(params: Record<string, string | undefined>): string {
  const given = Object.entries(params).filter((p): p is [string, string] => p[1] !== undefined);
  return `?${new URLSearchParams(given)}`;
}

/** queryLink is where a query that a page used is opened in the playground. */
export function queryLink(query: { toString(): string }, variables: unknown = {}): string {
  const given = Object.keys(variables as object).length > 0;
  return formatRoute({ page: "playground", link: { query: tidy(query.toString()), variables: given ? JSON.stringify(variables, null, 2) : undefined } });
}

// Fragments come as they were put together, indented by nothing. A line that opens brackets indents what follows by one step,
// however many it opens. None of the explorer's own queries has a bracket in a string.
function tidy(query: string): string {
  const open: number[] = []; // brackets that each line above has open
  const lines = query.trim().split("\n").map((line) => {
    const text = line.trim();
    let [opened, steps] = [0, open.length];
    [...text].forEach((mark, at) => {
      if ("{([".includes(mark)) opened++;
      if (!"})]".includes(mark)) return;
      if (opened > 0) opened--;
      else if (--open[open.length - 1]! === 0) open.pop();
      if (!/[^})\]]/.test(text.slice(0, at))) steps = open.length;
    });
    if (opened > 0) open.push(opened);
    return text && "  ".repeat(steps) + text;
  });
  return `${lines.join("\n").replace(/\n+(query|fragment) /g, "\n\n$1 ")}\n`;
}

const moved = "demarche:moved";

/** navigate goes to another page of the explorer without loading it anew. */
export function navigate(route: Route, { replace = false } = {}) {
  if (!replace) keepPlace();
  history[replace ? "replaceState" : "pushState"](null, "", formatRoute(route));
  dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void) {
  addEventListener("popstate", listener);
  addEventListener(moved, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(moved, listener);
  };
}

/** useSearch is the query string; routes hang on it. */
export const useSearch = (): string => useSyncExternalStore(subscribe, () => location.search, () => "");
