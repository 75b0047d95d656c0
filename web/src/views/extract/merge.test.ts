import { expect, test } from "vitest";
import { emptyGraph, type Claim, type Graph, type Relation, type Thing } from "../model";
import { merge } from "./merge";

function graphOf(...things: Thing[]): Graph {
  const graph = emptyGraph();
  for (const t of things) graph.things.set(t.id, t);
  return graph;
}

const bare = (id: string): Thing => ({ id, class: "Thing", name: "", found: false });
const mali: Thing = { id: "mali", class: "Entity", key: "mali", name: "Mali", kind: { key: "state" }, found: true };
const hires: Relation = { id: "hires", class: "Relation", name: "", found: true, participants: [{ thing: "mali", role: { key: "client" } }] };

test.each([[[bare("mali"), mali]], [[mali, bare("mali")]]])("what an answer knows of a thing wins over what another does not tell", (order) => {
  expect(merge(...order.map((t) => graphOf(t))).things.get("mali")).toEqual(mali);
});

test("participants of both are kept, each once", () => {
  const other: Relation = { ...hires, participants: [{ thing: "mali" }, { thing: "mali", role: { key: "payer" } }, { thing: "wagner", role: { key: "provider" } }] };
  const joined = merge(graphOf(hires), graphOf(other)).things.get("hires") as Relation;
  expect(joined.participants.map((p) => [p.thing, p.role?.key])).toEqual([["mali", "client"], ["mali", "payer"], ["wagner", "provider"]]);
});

test("a time is put together from its parts", () => {
  const joined = merge(graphOf({ ...hires, time: { edtf: "2021/.." } } as Relation), graphOf({ ...hires, time: { ongoing: true } } as Relation)).things.get("hires") as Relation;
  expect(joined.time).toEqual({ edtf: "2021/..", ongoing: true });
});

test("a claim keeps its evidence when seen again without it", () => {
  const claim: Claim = { id: "c", class: "Claim", name: "", found: true, via: ["x"], evidence: [{ quote: "yes" }] };
  const without: Claim = { ...claim, via: [], evidence: [] };
  for (const order of [[claim, without], [without, claim]]) {
    expect(merge(...order.map((c) => graphOf(c))).things.get("c")).toMatchObject({ via: ["x"], evidence: [{ quote: "yes" }] });
  }
});

test("the graphs that were joined stay as they were, and their notices are all told", () => {
  const first: Graph = { ...graphOf(structuredClone(hires)), partial: [{ path: "a", shown: 1 }], truncated: ["s"] };
  const second: Graph = { ...graphOf({ ...hires, participants: [{ thing: "wagner" }] } as Relation), partial: [{ path: "b", shown: 2 }] };
  const joined = merge(first, second);
  expect(joined.partial.map((p) => p.path)).toEqual(["a", "b"]);
  expect(joined.truncated).toEqual(["s"]);
  expect(first.things.get("hires")).toEqual(hires);
});
