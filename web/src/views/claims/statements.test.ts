import { expect, test } from "vitest";
import { emptyGraph, type Claim, type Graph, type Relation, type Stance } from "../model";
import { claimantsOf, compare, filterOf, sourcesOf } from "./statements";

function graphOf(...claims: [relation: string, claimant: string | null, stance: Stance, source?: string][]): Graph {
  const graph = emptyGraph();
  const put = (id: string, cls: "Entity" | "Source") => graph.things.set(id, { id, class: cls, key: `key-of-${id}`, name: id, found: true });
  claims.forEach(([relation, claimant, stance, source = "france-24"], i) => {
    if (claimant) put(claimant, "Entity");
    put(source, "Source");
    graph.things.set(relation, { id: relation, class: "Relation", name: relation, participants: [], found: true } as Relation);
    graph.things.set(`c${i}`, { id: `c${i}`, class: "Claim", name: "", found: true, relation, claimant, stance, via: [], evidence: [{ source }] } as Claim);
  });
  return graph;
}

const wagner = graphOf(
  ["hires", "France", "ASSERTS"],
  ["hires", "junta", "DENIES"],
  ["denounces", null, "ASSERTS"],
  ["cooperates", "junta", "ASSERTS"],
  ["suspends", "France", "QUESTIONS"],
  ["suspends", "junta", "ASSERTS", "afp"],
);
const side = (name: string) => claimantsOf(wagner).find((s) => s.name === name)!;

test("statements are gathered by claimant, who says most first and sources' own voice last", () => {
  expect(claimantsOf(wagner).map((s) => [s.name, s.statements.length])).toEqual([
    ["junta", 3],
    ["France", 2],
    ["", 1],
  ]);
});

test("statements are gathered by source", () => {
  expect(sourcesOf(wagner).map((s) => [s.name, s.statements.length])).toEqual([
    ["france-24", 5],
    ["afp", 1],
  ]);
});

test("for and against is a conflict; a question is neither", () => {
  const rows = compare(side("France"), side("junta")).map((r) => [r.relation.name, r.verdict]);
  expect(rows).toEqual([
    ["hires", "CONFLICT"],
    ["suspends", "AGREE"],
    ["cooperates", "RIGHT_ONLY"],
  ]);
});

test("the other way round it is the same, mirrored", () => {
  expect(compare(side("junta"), side("France")).map((r) => r.verdict)).toEqual(["CONFLICT", "AGREE", "LEFT_ONLY"]);
});

test("a side is a filter of compare, where it has a key", () => {
  expect(filterOf(wagner, side("France"))).toEqual({ claimant: { ref: [{ key: "key-of-France" }] } });
  expect(filterOf(wagner, sourcesOf(wagner)[0]!)).toEqual({ source: [{ key: "key-of-france-24" }] });
  expect(filterOf(wagner, side(""))).toBeUndefined();
});

test("what was taken back contradicts nobody", () => {
  const graph = graphOf(["hires", "France", "ASSERTS"], ["hires", "junta", "DENIES"]);
  (graph.things.get("c0") as Claim).status = "RETRACTED";
  const [one, other] = claimantsOf(graph);
  expect(compare(one!, other!).map((r) => r.verdict)).not.toContain("CONFLICT");
  // It is still listed, with its status.
  expect(claimantsOf(graph).map((s) => s.name).sort()).toEqual(["France", "junta"]);
});

test("a claimant that the answer does not tell is not the source itself", () => {
  const graph = graphOf(["hires", null, "ASSERTS"], ["hires", null, "DENIES"]);
  delete (graph.things.get("c1") as Claim).claimant;
  expect(claimantsOf(graph).map((s) => [s.thing, s.statements.length])).toEqual([
    [null, 1],
    [undefined, 1],
  ]);
});
