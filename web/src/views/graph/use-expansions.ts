import { useMemo, useRef, useState } from "react";
import { ApiError, ask, ViewNeighborsDocument, type ViewNeighborsQueryVariables } from "../../api";
import { useLangs } from "../../i18n";
import { extract } from "../extract";
import { merge } from "../extract/merge";
import type { Graph, Thing } from "../model";

/** What was asked and found around one thing. */
export interface Expansion {
  thing: Thing;
  variables: ViewNeighborsQueryVariables;
  graph: Graph;
  shown: number;
  total: number;
  /** Where the rest begins, if there is more. */
  next?: string | undefined;
  /** How many things and relations were not there before. */
  added: number;
}

const pageSize = 30;
const none: Expansion[] = [];

interface State {
  /** The graph that they grow. */
  base: Graph;
  list: Expansion[];
}

const listOf = (state: State, base: Graph) => (state.base === base ? state.list : none);

/** useExpansions grows a graph by what lies around its things, as the reader asks for it. Another graph starts anew. */
export function useExpansions(base: Graph) {
  const langs = useLangs();
  const [state, setState] = useState<State>({ base, list: [] });
  const [error, setError] = useState<ApiError>();
  const list = listOf(state, base);
  const shown = useRef(base);
  shown.current = base;
  const graph = useMemo(() => (list.length > 0 ? merge(base, ...list.map((e) => e.graph)) : base), [base, list]);

  /** expand adds what lies around a thing; once more, the next page of it. */
  const expand = async (thing: Thing) => {
    setError(undefined);
    const before = list.find((e) => e.thing.id === thing.id && e.next !== undefined);
    const variables = { id: thing.id, langs, lang: langs[0], first: pageSize, after: before?.next };
    try {
      const data = await ask(ViewNeighborsDocument, variables);
      const around = extract(data);
      // What is on the page is not a part of the reader's answer: it is told in a notice of its own.
      around.partial = [];
      const relations = data.node && "relations" in data.node ? data.node.relations : undefined;
      const added = [...around.things.keys()].filter((id) => !graph.things.has(id)).length;
      const expansion: Expansion = {
        thing,
        variables,
        graph: before ? merge(before.graph, around) : around,
        shown: (before?.shown ?? 0) + (relations?.nodes.length ?? 0),
        total: relations?.totalCount ?? 0,
        next: relations?.pageInfo.hasNextPage ? (relations.pageInfo.endCursor ?? undefined) : undefined,
        added: (before?.added ?? 0) + added,
      };
      // In the meantime others may have been asked for, or another answer have come.
      if (shown.current === base) setState((s) => ({ base, list: [...listOf(s, base).filter((e) => e.thing.id !== thing.id), expansion] }));
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError("UNKNOWN", String(failure)));
    }
  };
  const takeBack = (id: string) => setState((s) => ({ base, list: listOf(s, base).filter((e) => e.thing.id !== id) }));
  return { graph, list, error, expand, takeBack };
}
