import type { Route } from "../shell/route";

/** thingRoute is the page of a thing. A claim has none of its own: it is shown with what it is on. */
export function thingRoute(what: "Entity" | "Relation" | "Claim" | "Source", key: string): Route {
  switch (what) {
    case "Entity":
      return { page: "entity", key };
    case "Source":
      return { page: "source", key };
    case "Relation":
    case "Claim":
      return { page: "relation", key };
  }
}
