import { isClaim, isRelation, type Graph, type Thing } from "../model";

/** merge joins graphs into a new one: what is in several of them is one thing, with all that any of them knows. */
export function merge(...graphs: readonly Graph[]): Graph {
  const things = new Map<string, Thing>();
  for (const graph of graphs) {
    for (const thing of graph.things.values()) {
      const known = things.get(thing.id);
      things.set(thing.id, known ? join(known, thing) : thing);
    }
  }
  return { things, partial: graphs.flatMap((g) => g.partial), truncated: graphs.flatMap((g) => g.truncated), claimsCut: graphs.reduce((sum, g) => sum + g.claimsCut, 0), leftOut: graphs.reduce((sum, g) => sum + g.leftOut, 0) };
}

function join(a: Thing, b: Thing): Thing {
  const [more, less] = a.class === "Thing" ? [b, a] : [a, b];
  const joined: Thing = { ...less, ...more, name: more.name || less.name, found: a.found || b.found };
  if (isRelation(a) && isRelation(b) && isRelation(joined)) {
    const isKnown = (role: string | undefined, thing: string) => a.participants.some((p) => p.thing === thing && (!role || !p.role || p.role.key === role));
    joined.participants = [...a.participants, ...b.participants.filter((p) => !isKnown(p.role?.key, p.thing))];
    if (b.time) joined.time = { ...a.time, ...b.time };
  }
  if (isClaim(a) && isClaim(b) && isClaim(joined)) {
    joined.evidence = a.evidence.length > 0 ? a.evidence : b.evidence;
    joined.via = a.via.length > 0 ? a.via : b.via;
  }
  return joined;
}
