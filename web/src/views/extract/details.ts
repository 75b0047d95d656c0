import type { ViewDetailsQueryVariables } from "../../api";
import type { Graph } from "../model";

// The API's own bound of `nodes` is 100; with claims and their evidence, so many would cost more than it allows.
const batch = 100;
const batchWithClaims = 20;

/** At most so many things of an answer are asked about: more than is ever drawn. */
export const maxDetails = 800;

/** detailRequests are the variables of the ViewDetails queries about all that was found and has an id. */
export function detailRequests(graph: Graph, { claims, langs }: { claims: boolean; langs: string[] }): ViewDetailsQueryVariables[] {
  const ids = [...graph.things.values()].filter((t) => t.found && t.key !== undefined && !/^(key|name|place):/.test(t.id)).map((t) => t.id);
  const size = claims ? batchWithClaims : batch;
  const requests: ViewDetailsQueryVariables[] = [];
  for (let i = 0; i < Math.min(ids.length, maxDetails); i += size) requests.push({ ids: ids.slice(i, Math.min(i + size, maxDetails)), claims, langs, lang: langs[0] });
  return requests;
}
