import { expect, test } from "vitest";
import { counted } from "./format";

test.each([
  ["en", 0, "0 things"],
  ["en", 1, "1 thing"],
  ["en", 2, "2 things"],
  ["en", 1234, "1,234 things"],
  ["fr", 0, "0 thing"],
  ["fr", 1, "1 thing"],
  ["fr", 2, "2 things"],
] as const)("in %s, %d are %j", (locale, n, text) => {
  expect(counted(locale, n, "thing", "things")).toBe(text);
});
