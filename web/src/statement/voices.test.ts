import { describe, expect, test } from "vitest";
import type { VoiceFragment } from "../api";
import { sides, voicesOf, type ClaimPage } from "./voices";

const entity = (key: string) => ({ key, name: key.toUpperCase() });
const source = (key: string, publisher?: string) => ({ source: { ...entity(key), publisher: publisher ? entity(publisher) : null } });
const claim = (claimant: string | null, ...evidence: ReturnType<typeof source>[]) => ({ claimant: claimant === null ? null : entity(claimant), evidence }) as VoiceFragment;
const page = (nodes: VoiceFragment[], totalCount = nodes.length): ClaimPage => ({ nodes, totalCount });
const none = page([]);
const keys = (voices: { key: string }[]) => voices.map((v) => v.key);

describe("whose voice a claim is", () => {
  test.each([
    ["the claimant's", claim("france", source("article", "france-24")), [["france", "entity"]]],
    ["the publisher's, without a claimant", claim(null, source("article", "france-24")), [["france-24", "entity"]]],
    ["the source's, without a publisher", claim(null, source("leaflet")), [["leaflet", "source"]]],
    ["nobody's, without evidence", claim(null), []],
  ])("%s", (_, of, voices) => {
    expect(voicesOf(of).map((v) => [v.key, v.page])).toEqual(voices);
  });
});

describe("sides", () => {
  test("a source in its own voice is told apart, but only among those for it", () => {
    const own = claim(null, source("article", "france-24"));
    const found = sides({ for: page([own, claim("france")]), against: page([own]), asks: page([own]) });
    expect([found.reports, found.for.voices, found.against.voices, found.asks.voices].map(keys)).toEqual([["france-24"], ["france"], ["france-24"], ["france-24"]]);
  });

  test("each voice once, however many claims", () => {
    expect(keys(sides({ for: page([claim("france"), claim("mali"), claim("france")]), against: none, asks: none }).for.voices)).toEqual(["france", "mali"]);
  });

  test("what was not fetched is counted on its own side", () => {
    const found = sides({ for: page([claim("france")], 14), against: page([claim("mali")], 3), asks: none });
    expect([found.for.more, found.against.more, found.asks.more]).toEqual([13, 2, 0]);
  });
});
