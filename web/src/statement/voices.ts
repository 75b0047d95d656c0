import type { VoiceFragment } from "../api";

/** Somebody who takes a side, once however many claims say so. */
export interface Voice {
  key: string;
  name: string;
  page: "entity" | "source";
}

/** A list of claims as far as it was fetched. */
export interface ClaimPage {
  totalCount: number;
  nodes: readonly VoiceFragment[];
}

/** The claims on a statement, each side a list of its own: else the many of one would hide the few of the other. */
export interface ClaimsBySide {
  for: ClaimPage;
  against: ClaimPage;
  asks: ClaimPage;
}

/** One side: who is on it, and how many claims were not fetched. */
export interface Side {
  voices: Voice[];
  more: number;
}

export type Sides = Record<keyof ClaimsBySide, Side> & {
  /** Of those for it, the sources that say so in their own voice. */
  reports: Voice[];
};

export function sides(claims: ClaimsBySide): Sides {
  return {
    reports: distinct(claims.for.nodes.filter((claim) => !claim.claimant)),
    for: side(claims.for, (claim) => claim.claimant !== null),
    against: side(claims.against),
    asks: side(claims.asks),
  };
}

function side({ nodes, totalCount }: ClaimPage, is: (claim: VoiceFragment) => boolean = () => true): Side {
  return { voices: distinct(nodes.filter(is)), more: totalCount - nodes.length };
}

const distinct = (claims: readonly VoiceFragment[]): Voice[] => once(claims.flatMap(voicesOf));

const once = (voices: Voice[]): Voice[] => [...new Map(voices.map((voice) => [voice.key, voice])).values()];

/** voicesOf a claim: the claimant, else whoever publishes what it was read in, each once. */
export function voicesOf(claim: Pick<VoiceFragment, "claimant" | "evidence">): Voice[] {
  if (claim.claimant) return [{ ...claim.claimant, page: "entity" }];
  return once(
    claim.evidence.map(({ source }) =>
      source.publisher ? { key: source.publisher.key, name: source.publisher.name, page: "entity" } : { key: source.key, name: source.name, page: "source" },
    ),
  );
}
