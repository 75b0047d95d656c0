import type { ViewDetailsQuery, ViewDetailsQueryVariables } from "../../api";
import { claimsOf, isClaim, isCurrent, isRelation, type Graph, type Thing } from "../model";

// As many as cost less than the API allows; with the claims on each relation that is fewer.
const batch = 80;
const batchWithClaims = 20;

/** At most so many things of an answer are asked about, and shown. */
export const maxDetails = 2000;

/** detailRequests are the variables of the ViewDetails queries about all that was found and has an id. */
export function detailRequests(graph: Graph, { claims, langs }: { claims: boolean; langs: string[] }): ViewDetailsQueryVariables[] {
  const things = askable(graph).slice(0, maxDetails);
  const requests = (ids: string[], size: number, claims: boolean) => Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ({ ids: ids.slice(i * size, (i + 1) * size), claims, langs, lang: langs[0] }));
  const needsMore = (t: Thing) => claims && mayHaveClaims(t);
  return [...requests(idsOf(things.filter((t) => !needsMore(t))), batch, false), ...requests(idsOf(things.filter(needsMore)), batchWithClaims, true)];
}

/** leaveOut takes those things out of a graph that were too many to ask about: what is not known of them must not look as if there were nothing. */
export function leaveOut(graph: Graph) {
  const tooMany = askable(graph).slice(maxDetails);
  for (const thing of tooMany) {
    thing.found = false;
    if (isClaim(thing)) graph.things.delete(thing.id);
  }
  graph.leftOut += tooMany.length;
}

/** claimsCut counts the relations of which a graph has fewer claims than details say there are. */
export function claimsCut(graph: Graph, details: readonly ViewDetailsQuery[]): number {
  const known = new Map<string, number>();
  for (const { relation } of claimsOf(graph).filter(isCurrent)) if (relation) known.set(relation, (known.get(relation) ?? 0) + 1);
  const relations = details.flatMap((d) => d.nodes).flatMap((node) => (node?.__typename === "Relation" && node.claims ? [{ id: node.id, total: node.claims.totalCount }] : []));
  return relations.filter(({ id, total }) => (known.get(id) ?? 0) < total).length;
}

const askable = (graph: Graph): Thing[] => [...graph.things.values()].filter((t) => t.found && t.key !== undefined && !/^(key|name|place):/.test(t.id));
const mayHaveClaims = (t: Thing): boolean => isRelation(t) || t.class === "Thing";
const idsOf = (things: Thing[]): string[] => things.map((t) => t.id);
