import { expect, test } from "vitest";
import { failuresOf, foundNothing, isVoid } from "./outcome";

test("what failed is told, also beside an answer", () => {
  expect(failuresOf({ errors: [{ message: "no such type" }, "?", { code: 1 }] })).toEqual(["no such type"]);
  expect(failuresOf({})).toEqual([]);
});

test.each([
  [undefined, true],
  [null, true],
  [{ relations: null }, true],
  [{ relations: null, entity: { key: "a" } }, false],
  [{ n: 0 }, false],
])("%j has no value: %s", (data, is) => expect(isVoid(data)).toBe(is));

test.each([
  [{ relations: { totalCount: 0, nodes: [] } }, true],
  [{ relations: { nodes: [] }, entities: { nodes: [{ key: "a" }] } }, false],
  [{ relations: { facets: [{ buckets: [] }] } }, false],
  [{ entity: { key: "a" } }, false],
])("%j found nothing: %s", (data, is) => expect(foundNothing(data)).toBe(is));
