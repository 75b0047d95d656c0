import { useEffect, useState } from "react";
import { ask, ViewInstantsDocument } from "../../api";
import type { Instant } from "./as-of";

const pageSize = 100;
const pages = 8;

/** useInstants reads at which instants the graph changed, of the newest 800 changes. Without an answer there are none: the slider stays away. */
export function useInstants(wanted: boolean, renew: unknown): { instants: Instant[]; more: boolean } {
  const [state, setState] = useState<{ instants: Instant[]; more: boolean }>({ instants: [], more: false });
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    read(abort.signal).then(setState, () => {});
    return () => abort.abort();
  }, [wanted, renew]);
  return state;
}

async function read(signal: AbortSignal) {
  const byCommit = new Map<string, Instant>();
  let before: string | undefined;
  let more = true;
  for (let page = 0; more && page < pages; page++) {
    const { changes } = await ask(ViewInstantsDocument, { last: pageSize, before }, signal);
    for (const { commit } of [...changes.nodes].reverse()) byCommit.set(commit.id, { at: commit.at, message: commit.message ?? undefined });
    more = changes.pageInfo.hasPreviousPage;
    before = changes.pageInfo.startCursor ?? undefined;
  }
  return { instants: [...byCommit.values()].reverse(), more };
}
