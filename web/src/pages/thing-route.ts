import type { Route } from "../shell/route";

const pages = { Entity: "entity", Relation: "relation", Claim: "claim", Source: "source" } as const;

/** thingRoute is the page of a thing. That of a claim leads on to what the claim is on. */
export function thingRoute(what: keyof typeof pages, key: string): Route {
  return { page: pages[what], key };
}
