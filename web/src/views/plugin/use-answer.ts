import { useEffect, useState } from "react";
import type { GraphQLSchema } from "graphql";
import { ApiError } from "../../api";
import { useLangs } from "../../i18n";
import type { Graph } from "../model";
import { answerOf, type Answer } from "./answer";
import type { Exchange } from "./exchanges";

interface State {
  for?: Exchange;
  answer?: Answer;
  /** Whether claims were asked for with it. */
  claims?: boolean;
  now?: Graph | undefined;
  error?: ApiError;
  loading: boolean;
}

export interface Asked {
  answer: Answer | undefined;
  /** The graph of now, also while an earlier one is shown. */
  now: Graph | undefined;
  error: ApiError | undefined;
  loading: boolean;
  retry: () => void;
}

/** useAnswer keeps the graph of an exchange; the one before stays until the next is there. */
export function useAnswer(schema: GraphQLSchema | null | undefined, exchange: Exchange | undefined, claims: boolean, asOf: string | undefined): Asked {
  const langs = useLangs();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State>({ loading: false });
  const lang = langs.join();
  useEffect(() => {
    if (!schema || !exchange?.result.data) return;
    const abort = new AbortController();
    setState((s) => (s.for === exchange ? { ...s, loading: true } : { loading: true }));
    answerOf({ schema, exchange, langs: lang.split(","), claims, asOf, signal: abort.signal }).then(
      (answer) => !abort.signal.aborted && setState((s) => ({ for: exchange, answer, claims, now: asOf === undefined ? answer.graph : s.now, loading: false })),
      (error: unknown) => !abort.signal.aborted && setState((s) => ({ for: exchange, error: error instanceof ApiError ? error : new ApiError("UNKNOWN", String(error)), now: s.now, loading: false })),
    );
    return () => abort.abort();
  }, [schema, exchange, claims, asOf, lang, turn]);
  const current = state.for === undefined || state.for === exchange;
  // What was asked for without claims must not look as if there were none.
  const usable = current && (!claims || state.claims === true);
  return { answer: usable ? state.answer : undefined, now: current ? state.now : undefined, error: current ? state.error : undefined, loading: state.loading, retry: () => setTurn((n) => n + 1) };
}
