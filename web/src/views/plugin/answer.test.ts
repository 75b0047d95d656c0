import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { schema } from "../testdata/examples";
import { answerOf } from "./answer";

// What the API would answer, in turn; and what it was asked.
let answers: object[] = [];
let asked: { query: string; headers: Headers }[] = [];

beforeEach(() => {
  answers = [];
  asked = [];
  vi.stubGlobal("document", { baseURI: "http://here/" });
  vi.stubGlobal("fetch", async (_url: URL, init: RequestInit) => {
    asked.push({ query: JSON.parse(String(init.body)).query, headers: new Headers(init.headers) });
    return Response.json(answers.shift() ?? { errors: [{ message: "asked too often" }] });
  });
});
afterEach(() => vi.unstubAllGlobals());

const mali = { name: "Mali" };
const exchange = { query: `{ entity(ref: {key: "mali"}) { name } }`, variables: {}, operationName: undefined, headers: { Authorization: "Bearer mine" }, result: { data: { entity: mali } } };
const request = { schema, exchange, langs: ["en"], claims: false, signal: new AbortController().signal };
const enriched = { data: { entity: { ...mali, _type: "Entity", _id: "e1", _key: "mali", _name: "Mali" } } };
const details = { data: { nodes: [{ __typename: "Entity", id: "e1", key: "mali", name: "Mali", kind: { key: "state", label: { text: "state" } } }] } };
const refused = (code: string) => ({ errors: [{ message: "no", extensions: { code } }] });

test("a query is asked again with what tells its things apart, then about these, with the reader's own headers", async () => {
  answers = [enriched, details];
  const { graph, plain, used, failure } = await answerOf(request);
  expect([...graph.things.values()]).toEqual([{ id: "e1", class: "Entity", key: "mali", name: "Mali", kind: { key: "state", label: "state" }, found: true }]);
  expect([plain, used.length, failure]).toEqual([false, 2, undefined]);
  expect(asked[0]!.query).toContain("_id: id");
  expect(asked.map((a) => a.headers.get("Authorization"))).toEqual(["Bearer mine", "Bearer mine"]);
});

test("what would cost too much with that is taken as it is", async () => {
  answers = [refused("QUERY_TOO_COSTLY")];
  const { graph, plain } = await answerOf(request);
  expect([...graph.things.values()].map((t) => t.name)).toEqual(["Mali"]);
  expect(plain).toBe(true);
});

test("any other refusal is told", async () => {
  answers = [refused("UNAUTHENTICATED")];
  await expect(answerOf(request)).rejects.toMatchObject({ code: "UNAUTHENTICATED", message: "no" });
  answers = [enriched, refused("TIMEOUT")];
  await expect(answerOf(request)).rejects.toMatchObject({ code: "TIMEOUT" });
});

test("an earlier state that cannot be had is told, and never replaced by the present one", async () => {
  answers = [refused("QUERY_TOO_COSTLY")];
  await expect(answerOf({ ...request, asOf: "2022-01-01T00:00:00Z" })).rejects.toMatchObject({ code: "QUERY_TOO_COSTLY" });
});

test("what failed in a part of the answer is told beside the rest", async () => {
  answers = [{ ...enriched, errors: [{ message: "no such source" }] }, details];
  expect(await answerOf(request)).toMatchObject({ failure: "no such source", plain: false });
});

test("a mutation is not made again", async () => {
  const mutation = { ...exchange, query: `mutation { commit(input: {idempotencyKey: "k", operations: []}) { things { node { __typename id key name } } } }`, result: { data: { commit: { things: [{ node: { id: "e1", key: "mali", __typename: "Entity", name: "Mali" } }] } } } };
  answers = [details];
  await answerOf({ ...request, exchange: mutation });
  expect(asked.map((a) => /mutation/.test(a.query))).toEqual([false]);
});
