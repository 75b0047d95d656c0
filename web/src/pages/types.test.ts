import { expect, test } from "vitest";
import { withSubtypes, type TypeBucket } from "./types";

const type = (key: string, ...parents: { key: string; parents?: { key: string }[] }[]): TypeBucket["node"] => ({ __typename: "RelationType", key, label: { text: key }, parents });

test("a type is counted with those below it, and once where two ways lead to it", () => {
  const disapproves = { key: "disapproves" };
  const buckets = [
    { value: "states", count: 5, node: type("states") },
    { value: "accuses", count: 4, node: type("accuses", disapproves) },
    { value: "accuses-of-spying", count: 2, node: type("accuses-of-spying", { key: "accuses", parents: [disapproves] }, disapproves) },
    { value: "disapproves", count: 1, node: type("disapproves") },
    { value: "gone", count: 1, node: null },
  ];
  expect(withSubtypes(buckets).map(({ value, count }) => `${value} ${count}`)).toEqual(["disapproves 7", "accuses 6", "states 5", "accuses-of-spying 2", "gone 1"]);
});
