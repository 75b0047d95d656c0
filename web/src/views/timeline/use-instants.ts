import { useEffect, useState } from "react";
import { ask, ViewInstantsDocument } from "../../api";
import { isRelation, type Graph } from "../model";
import type { Instant } from "./as-of";

const maxThings = 100;

interface Instants {
  instants: Instant[];
  more: boolean;
}

const none: Instants = { instants: [], more: false };

/**
 * useInstants reads when that which a graph shows was recorded and changed: of its first hundred things, the newest changes. Without
 * an answer there are none: the slider stays away.
 */
export function useInstants(graph: Graph | undefined): Instants {
  const [state, setState] = useState(none);
  useEffect(() => {
    setState(none);
    if (!graph) return;
    const abort = new AbortController();
    read(graph, abort.signal).then(setState, () => {});
    return () => abort.abort();
  }, [graph]);
  return state;
}

// Instants are in UTC and have as many decimals as they need.
const sortable = (at: string) => at.replace(/(\.\d+)?Z$/, (_, decimals: string = ".") => decimals.padEnd(10, "0"));

async function read(graph: Graph, signal: AbortSignal): Promise<Instants> {
  const shown = [...graph.things.values()].filter((t) => t.found && t.key).slice(0, maxThings);
  const refs = (things: typeof shown) => things.map((t) => ({ key: t.key! }));
  const { ofThings, ofClaims } = await ask(ViewInstantsDocument, { things: refs(shown), relations: refs(shown.filter(isRelation)) }, signal);
  const byTime = new Map([...ofThings.nodes, ...ofClaims.nodes].map(({ commit }) => [commit.at, { at: commit.at, message: commit.message ?? undefined }]));
  const instants = [...byTime.values()].sort((a, b) => (sortable(a.at) < sortable(b.at) ? -1 : 1));
  return { instants, more: ofThings.pageInfo.hasPreviousPage || ofClaims.pageInfo.hasPreviousPage };
}
