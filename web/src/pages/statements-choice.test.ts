import { expect, test } from "vitest";
import { duringPattern, filterOf, orderOf, standingsOf, toggled } from "./statements-choice";

test("a choice in an address is a filter of the API", () => {
  expect(filterOf({})).toEqual({});
  expect(filterOf({ type: "accuses", standing: "CONTESTED,DENIED", text: "Wagner", during: "2022-05" })).toEqual({
    type: ["accuses"],
    standing: ["CONTESTED", "DENIED"],
    text: "Wagner",
    time: { overlaps: "2022-05" },
  });
  expect(orderOf({})).toEqual([{ field: "TIME", direction: "ASC" }]);
  expect(orderOf({ order: "newest" })).toEqual([{ field: "TIME", direction: "DESC" }]);
});

test("what is no standing is told apart", () => {
  expect(standingsOf({ standing: "FOO,DENIED," })).toEqual({ known: ["DENIED"], unknown: ["FOO"] });
});

test("a standing is put on and taken off, the others stay", () => {
  expect(toggled({ type: "a" }, "DENIED")).toEqual({ type: "a", standing: "DENIED" });
  expect(toggled({ standing: "DENIED" }, "CONTESTED")).toEqual({ standing: "CONTESTED,DENIED" });
  expect(toggled({ standing: "DENIED" }, "DENIED")).toEqual({ standing: undefined });
});

test.each([
  ["2022", true],
  ["2022-05", true],
  ["2022-05-02", true],
  ["2022-01/2022-06", true],
  ["2022-05/..", true],
  ["May 2022", false],
  ["2022-5", false],
  ["22", false],
  ["2022-13", false],
  ["2022-05-32", false],
])("%s may be asked for: %s", (text, good) => {
  expect(new RegExp(`^(?:${duringPattern})$`, "v").test(text)).toBe(good);
});
