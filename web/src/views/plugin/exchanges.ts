import { isAsyncIterable, type Fetcher, type FetcherParams } from "@graphiql/toolkit";

/** An operation of a tab, and the last answer to it. */
export interface Exchange {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
  /** The headers that the reader gave in the editor. */
  headers: Record<string, string>;
  /** Of a subscription, what its last events had in each field, one behind the other. */
  result: Result;
  /** It is a subscription that has brought nothing yet. */
  waiting?: boolean;
}

interface Result {
  data?: unknown;
  errors?: unknown;
}

const eventsKept = 100;
const pause = 250; // milliseconds in which events that come together are told of once

/**
 * Exchanges remembers the last exchange of each tab. GraphiQL itself keeps only the text of the answer, and the query in the
 * editor may have changed since.
 */
export class Exchanges {
  private readonly byTab = new Map<string, Exchange>();
  private readonly listeners = new Set<() => void>();
  private tab = "";
  private soon: ReturnType<typeof setTimeout> | undefined;

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
      const events = (values: AsyncIterable<unknown>) => {
        note({}, { waiting: true });
        const come: unknown[] = [];
        return each(values, (value) => note(gathered(come, value), { together: true }), (error) => note({ errors: errorsOf(error) }));
      };
      if (isAsyncIterable(answer)) return events(answer) as ReturnType<Fetcher>;
      return Promise.resolve(answer).then((value) => {
        if (isAsyncIterable(value)) return events(value);
        note(value);
        return value;
      }) as ReturnType<Fetcher>;
    };
  }

  private noting({ query, variables, operationName }: FetcherParams, headers: Record<string, string> | undefined, tab: string) {
    return (result: unknown, { waiting = false, together = false } = {}) => {
      if (!isObject(result)) return;
      this.byTab.set(tab, {
        query,
        variables: (variables as Record<string, unknown> | undefined) ?? {},
        operationName: operationName ?? undefined,
        headers: headers ?? {},
        result,
        ...(waiting && { waiting }),
      });
      if (together) this.soon ??= setTimeout(() => this.tell(), pause);
      else this.tell();
    };
  }

  private tell() {
    clearTimeout(this.soon);
    this.soon = undefined;
    for (const listener of this.listeners) listener();
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

// What happened is not what happened last alone.
function gathered(come: unknown[], value: unknown): unknown {
  if (!isObject(value) || !isObject(value.data)) return value;
  come.push(value.data);
  if (come.length > eventsKept) come.shift();
  const events = come.filter(isObject);
  return { ...value, data: Object.fromEntries(Object.keys(value.data).map((field) => [field, events.map((event) => event[field])])) };
}

// graphql-ws fails with the errors of the API, where it has any.
const errorsOf = (error: unknown): unknown[] => (Array.isArray(error) ? error : [{ message: error instanceof Error ? error.message : String(error) }]);

function each<T>(values: AsyncIterable<T>, note: (value: T) => void, failed: (error: unknown) => void): AsyncIterableIterator<T> {
  const iterator = values[Symbol.asyncIterator]();
  const noted = async (step: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> => {
    try {
      const result = await step;
      if (!result.done) note(result.value);
      return result;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return {
    next: () => noted(iterator.next()),
    return: (value?: unknown) => iterator.return?.(value) ?? Promise.resolve({ done: true, value }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
