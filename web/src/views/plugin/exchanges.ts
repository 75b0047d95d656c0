import { isAsyncIterable, type Fetcher, type FetcherParams } from "@graphiql/toolkit";

/** An operation of a tab, and the last answer to it. */
export interface Exchange {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
  /** The headers that the reader gave in the editor. */
  headers: Record<string, string>;
  result: { data?: unknown; errors?: unknown };
}

/**
 * Exchanges remembers the last exchange of each tab. GraphiQL itself keeps only the text of the answer, and the query in the
 * editor may have changed since.
 */
export class Exchanges {
  private readonly byTab = new Map<string, Exchange>();
  private readonly listeners = new Set<() => void>();
  private tab = "";

  /** Says which tab is in front; what is asked from now on belongs to it. */
  show(tab: string) {
    this.tab = tab;
  }

  readonly of = (tab: string): Exchange | undefined => this.byTab.get(tab);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** watch is a fetcher that also remembers what passes through it; the answers stay as they are. */
  watch(fetcher: Fetcher): Fetcher {
    return (params, options) => {
      const answer = fetcher(params, options);
      // GraphiQL reads the schema through the fetcher too.
      if (params.operationName === "IntrospectionQuery") return answer;
      const note = this.noting(params, options?.headers, this.tab);
      if (isAsyncIterable(answer)) return each(answer, note);
      return Promise.resolve(answer).then((value) => {
        if (isAsyncIterable(value)) return each(value, note);
        note(value);
        return value;
      }) as ReturnType<Fetcher>;
    };
  }

  private noting({ query, variables, operationName }: FetcherParams, headers: Record<string, string> | undefined, tab: string) {
    return (result: unknown) => {
      if (typeof result !== "object" || result === null) return;
      this.byTab.set(tab, { query, variables: (variables as Record<string, unknown> | undefined) ?? {}, operationName: operationName ?? undefined, headers: headers ?? {}, result });
      for (const listener of this.listeners) listener();
    };
  }
}

function each<T>(values: AsyncIterable<T>, note: (value: T) => void): AsyncIterableIterator<T> {
  const iterator = values[Symbol.asyncIterator]();
  const noted = async (step: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> => {
    const result = await step;
    if (!result.done) note(result.value);
    return result;
  };
  return {
    next: () => noted(iterator.next()),
    return: (value?: unknown) => iterator.return?.(value) ?? Promise.resolve({ done: true, value }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
