import type { Fetcher, FetcherParams } from "@graphiql/toolkit";
import { expect, test, vi } from "vitest";
import { Exchanges } from "./exchanges";

const ask: FetcherParams = { query: "query Q($n: Int) { a }", variables: { n: 1 }, operationName: "Q" };
const introspection: FetcherParams = { query: "{ __schema { types { name } } }", operationName: "IntrospectionQuery" };

/** A fetcher whose answers come when the test says so. */
function slow() {
  const waiting: ((answer: object) => void)[] = [];
  return { fetcher: (() => new Promise((resolve) => waiting.push(resolve))) as Fetcher, answer: (n: number, data: object) => waiting[n]!({ data }) };
}

async function* values(...list: object[]) {
  yield* list;
}

test("the answer goes on as it is, and is remembered with what was asked", async () => {
  const exchanges = new Exchanges();
  exchanges.show("tab");
  const result = { data: { a: 1 } };
  const headers = { Authorization: "Bearer t" };
  expect(await exchanges.watch(() => Promise.resolve(result))(ask, { headers })).toBe(result);
  expect(exchanges.of("tab")).toEqual({ query: ask.query, variables: { n: 1 }, operationName: "Q", headers, result });
  expect(exchanges.of("another")).toBeUndefined();
});

test("an answer belongs to the tab that was in front when it was asked for", async () => {
  const exchanges = new Exchanges();
  const { fetcher, answer } = slow();
  exchanges.show("first");
  const asked = exchanges.watch(fetcher)(ask);
  exchanges.show("second");
  answer(0, { a: 1 });
  await asked;
  expect(exchanges.of("first")?.result).toEqual({ data: { a: 1 } });
  expect(exchanges.of("second")).toBeUndefined();
});

test("the schema that GraphiQL reads is no answer", async () => {
  const exchanges = new Exchanges();
  exchanges.show("tab");
  await exchanges.watch(() => Promise.resolve({ data: {} }))(introspection);
  expect(exchanges.of("tab")).toBeUndefined();
});

test.each([
  ["at once", () => values({ data: { n: 1 } }, { data: { n: 2 } })],
  ["later", () => Promise.resolve(values({ data: { n: 1 } }, { data: { n: 2 } }))],
] as const)("each value of a subscription that comes %s is remembered with those before it, and tells who listens", async (_when, fetcher) => {
  vi.useFakeTimers();
  const exchanges = new Exchanges();
  exchanges.show("tab");
  const listener = vi.fn();
  const stop = exchanges.subscribe(listener);
  const seen: unknown[] = [];
  for await (const value of (await exchanges.watch(fetcher as unknown as Fetcher)(ask)) as AsyncIterable<unknown>) {
    seen.push(value);
    expect(exchanges.of("tab")?.result).toEqual({ data: { n: [1, 2].slice(0, seen.length) } });
    expect(exchanges.of("tab")?.waiting).toBeUndefined();
  }
  expect(seen).toEqual([{ data: { n: 1 } }, { data: { n: 2 } }]);
  expect(listener).toHaveBeenCalledTimes(1); // it has begun
  vi.runAllTimers();
  expect(listener).toHaveBeenCalledTimes(2); // both events
  stop();
  await exchanges.watch(() => Promise.resolve({ data: {} }))(ask);
  expect(listener).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test("a subscription that has brought nothing yet is waited for, and of a long one the last hundred events are kept", async () => {
  const exchanges = new Exchanges();
  exchanges.show("tab");
  const events = exchanges.watch((() => values(...Array.from({ length: 103 }, (_, n) => ({ data: { n } })))) as unknown as Fetcher)(ask) as AsyncIterable<unknown>;
  expect(exchanges.of("tab")).toMatchObject({ waiting: true, result: {} });
  for await (const _ of events);
  expect((exchanges.of("tab")!.result.data as { n: number[] }).n).toEqual(Array.from({ length: 100 }, (_, n) => n + 3));
});

test("a subscription that fails is not waited for any longer", async () => {
  const exchanges = new Exchanges();
  exchanges.show("tab");
  const failing = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => Promise.reject([{ message: "no such field" }]),
  };
  const events = exchanges.watch((() => failing) as unknown as Fetcher)(ask) as AsyncIterableIterator<unknown>;
  await expect(events.next()).rejects.toEqual([{ message: "no such field" }]);
  expect(exchanges.of("tab")).toMatchObject({ result: { errors: [{ message: "no such field" }] } });
  expect(exchanges.of("tab")?.waiting).toBeUndefined();
});

test("a subscription that is given up is given up behind it, too", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield { data: {} };
    } finally {
      ended = true;
    }
  }
  const exchanges = new Exchanges();
  for await (const _ of exchanges.watch((() => endless()) as unknown as Fetcher)(ask) as AsyncIterable<unknown>) break;
  expect(ended).toBe(true);
});

test("a failure is passed on, and nothing is remembered of it", async () => {
  const exchanges = new Exchanges();
  exchanges.show("tab");
  await expect(exchanges.watch(() => Promise.reject(new Error("down")))(ask)).rejects.toThrow("down");
  expect(exchanges.of("tab")).toBeUndefined();
});
