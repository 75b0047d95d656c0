import { expect, test } from "vitest";
import { tickText } from "./ticks";

test.each([
  ["2022-01-01T00:00:00Z", "2022", "2022"],
  ["2022-05-01T00:00:00Z", "May 2022", "mai 2022"],
  ["2022-05-22T00:00:00Z", "22 May", "22 mai"],
  ["2022-05-22T03:00:00Z", "03:00", "03:00"],
  ["2022-01-01T00:30:00Z", "00:30", "00:30"],
])("at %s: %s, %s", (at, en, fr) => {
  expect([tickText(new Date(at), "en"), tickText(new Date(at), "fr")]).toEqual([en, fr]);
});
