import type { ClaimFilter } from "../../api";
import { claimsOf, isCurrent, isRelation, nameOf, sideOf, type Claim, type Graph, type Relation } from "../model";

/** A claim with what it is on. */
export interface Statement {
  claim: Claim;
  /** Undefined if the answer does not tell. */
  relation: Relation | undefined;
}

/** Somebody whose statements can be held against another's: a claimant, or a source. */
export interface Side {
  /** Unique among sides. */
  id: string;
  sort: "claimant" | "source";
  /** Id of the entity or source; null for the sources' own voice; undefined if the answer does not tell who it is. */
  thing: string | null | undefined;
  /** "" if it is no thing. */
  name: string;
  statements: Statement[];
}

/** claimantsOf gathers the statements of a graph by claimant, who says most first, what sources say themselves last. */
export function claimantsOf(graph: Graph): Side[] {
  const sides = new Map<string | null | undefined, Side>();
  for (const claim of claimsOf(graph)) {
    if (claim.stance === undefined && claim.claimant === undefined) continue;
    const thing = claim.claimant;
    const side = sides.get(thing) ?? { id: `claimant:${thing === undefined ? "?" : (thing ?? "")}`, sort: "claimant", thing, name: nameOf(graph, thing), statements: [] };
    sides.set(thing, side);
    side.statements.push(statementOf(graph, claim));
  }
  return [...sides.values()].sort(byVoice);
}

/** sourcesOf gathers them by the sources that they can be read in. */
export function sourcesOf(graph: Graph): Side[] {
  const sides = new Map<string, Side>();
  for (const claim of claimsOf(graph)) {
    for (const source of new Set(claim.evidence.flatMap((e) => e.source ?? []))) {
      const side = sides.get(source) ?? { id: `source:${source}`, sort: "source", thing: source, name: nameOf(graph, source), statements: [] };
      sides.set(source, side);
      side.statements.push(statementOf(graph, claim));
    }
  }
  return [...sides.values()].sort(byVoice);
}

/** voiceOf says who a side is, also where it is no thing. */
export const voiceOf = (side: Side, words: { voice: string; untold: string }): string => side.name || (side.thing === undefined ? words.untold : words.voice);

function statementOf(graph: Graph, claim: Claim): Statement {
  const relation = claim.relation === undefined ? undefined : graph.things.get(claim.relation);
  return { claim, relation: isRelation(relation) ? relation : undefined };
}

function byVoice(a: Side, b: Side): number {
  return Number(!a.thing) - Number(!b.thing) || b.statements.length - a.statements.length || (a.name < b.name ? -1 : 1);
}

export type Verdict = "CONFLICT" | "AGREE" | "LEFT_ONLY" | "RIGHT_ONLY";

/** What two sides say of one relation. */
export interface Comparison {
  relation: Relation;
  left: Claim[];
  right: Claim[];
  verdict: Verdict;
}

const order: Verdict[] = ["CONFLICT", "AGREE", "LEFT_ONLY", "RIGHT_ONLY"];

/** compare holds the statements of two sides in an answer against each other, as the API's `compare` does by stance: those that stand; conflicts first. */
export function compare(left: Side, right: Side): Comparison[] {
  const relations = new Map<string, Comparison>();
  const add = (statements: Statement[], side: "left" | "right") => {
    for (const { claim, relation } of statements) {
      if (!relation || !isCurrent(claim)) continue;
      const row = relations.get(relation.id) ?? { relation, left: [], right: [], verdict: "AGREE" };
      relations.set(relation.id, row);
      row[side].push(claim);
    }
  };
  add(left.statements, "left");
  add(right.statements, "right");
  for (const row of relations.values()) row.verdict = verdictOf(row);
  return [...relations.values()].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

function verdictOf({ left, right }: Comparison): Verdict {
  if (right.length === 0) return "LEFT_ONLY";
  if (left.length === 0) return "RIGHT_ONLY";
  const takes = (claims: Claim[], side: "for" | "against") => claims.some((c) => sideOf(c.stance) === side);
  const opposed = (takes(left, "for") && takes(right, "against")) || (takes(left, "against") && takes(right, "for"));
  return opposed ? "CONFLICT" : "AGREE";
}

export const keyOf = (graph: Graph, side: Side): string | undefined => (side.thing ? graph.things.get(side.thing)?.key : undefined);

/** filterOf is a side as `compare` takes it; undefined where the API cannot say it, or the answer has no key. */
export function filterOf(graph: Graph, side: Side): ClaimFilter | undefined {
  const key = keyOf(graph, side);
  if (!key) return undefined;
  return side.sort === "claimant" ? { claimant: { ref: [{ key }] } } : { source: [{ key }] };
}
