import type { Stance, VoiceFragment } from "../api";

/** Somebody who takes a side, once however many claims say so. */
export interface Voice {
  key: string;
  name: string;
  page: "entity" | "source";
}

/** Who is for a statement, who against, who asks. A source that speaks in its own voice is told apart. */
export interface Sides {
  reports: Voice[];
  for: Voice[];
  against: Voice[];
  asks: Voice[];
}

const side: Record<Stance, "for" | "against" | "asks"> = { ASSERTS: "for", SUPPORTS: "for", QUESTIONS: "asks", DISPUTES: "against", DENIES: "against" };

export const isAgainst = (stance: Stance): boolean => side[stance] === "against";

export function sides(claims: readonly VoiceFragment[]): Sides {
  const found: Sides = { reports: [], for: [], against: [], asks: [] };
  for (const claim of claims) {
    const where = side[claim.stance];
    for (const voice of voicesOf(claim)) {
      const list = !claim.claimant && where === "for" ? found.reports : found[where];
      if (!list.some((v) => v.key === voice.key)) list.push(voice);
    }
  }
  return found;
}

/** voicesOf a claim: the claimant, else whoever publishes what it was read in. */
export function voicesOf(claim: VoiceFragment): Voice[] {
  if (claim.claimant) return [{ ...claim.claimant, page: "entity" }];
  return claim.evidence.map(({ source }) =>
    source.publisher ? { key: source.publisher.key, name: source.publisher.name, page: "entity" } : { key: source.key, name: source.name, page: "source" },
  );
}
