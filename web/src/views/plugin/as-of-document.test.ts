import { parse, print, validate } from "graphql";
import { expect, test } from "vitest";
import { schema } from "../testdata/examples";
import { canAskAsOf, withAsOf } from "./as-of-document";

const at = "2024-01-02T03:04:05Z";
const rewritten = (query: string) => print(withAsOf(schema, parse(query), at));

test("every root field that can be is asked about the state at that time", () => {
  const text = rewritten(`{ mali: entity(ref: {key: "mali"}) { name } relation(ref: {key: "r"}) { name } }`);
  expect(text.match(/asOf: "2024-01-02T03:04:05Z"/g)).toHaveLength(2);
  expect(validate(schema, parse(text))).toEqual([]);
});

test("an asOf that is there already is replaced", () => {
  const text = rewritten(`{ entity(ref: {key: "mali"}, asOf: "2020-01-01T00:00:00Z") { name } }`);
  expect(text).not.toContain("2020");
  expect(text.match(/asOf/g)).toHaveLength(1);
});

test("root fields in a fragment are, too; fields below the root are left alone", () => {
  const text = rewritten(`{ ...F } fragment F on Query { entity(ref: {key: "mali"}) { relations(first: 2) { nodes { name } } } }`);
  expect(text.match(/asOf/g)).toHaveLength(1);
  expect(text).toMatch(/entity\(ref: \{ ?key: "mali" ?\}, asOf:/);
});

test("the reader's own document stays as it was", () => {
  const document = parse(`{ entity(ref: {key: "mali"}) { name } }`);
  const before = print(document);
  withAsOf(schema, document, at);
  expect(print(document)).toBe(before);
});

test("what can be asked about the past is told", () => {
  expect(canAskAsOf(schema, parse(`{ entity(ref: {key: "mali"}) { name } }`))).toBe(true);
  expect(canAskAsOf(schema, parse(`{ __typename }`))).toBe(false);
});
