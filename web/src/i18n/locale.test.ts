import { expect, test } from "vitest";
import { langsFor, preferred } from "./locale";

test.each([
  [["fr-CA", "en"], "fr"],
  [["de", "FR"], "fr"],
  [["de", "en-GB", "fr"], "en"],
  [["de"], "en"],
  [[], "en"],
])("a browser for %j reads %s", (languages, expected) => {
  expect(preferred(languages)).toBe(expected);
});

test("labels fall back to the other language", () => {
  expect(langsFor("fr")).toEqual(["fr", "en"]);
  expect(langsFor("en")).toEqual(["en", "fr"]);
});
