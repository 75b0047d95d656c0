import { expect, test } from "vitest";
import { formatRoute, parseRoute } from "../shell/route";
import { thingRoute } from "./thing-route";

test.each([
  ["Entity", "mali", "?entity=mali"],
  ["Relation", "hires-wagner", "?relation=hires-wagner"],
  ["Source", "france24-2022-05", "?source=france24-2022-05"],
  // Its key is no relation's.
  ["Claim", "claim~1", "?claim=claim%7E1"],
] as const)("%s", (what, key, address) => {
  const route = thingRoute(what, key);
  expect(formatRoute(route)).toBe(address);
  expect(parseRoute(address)).toEqual(route);
});
