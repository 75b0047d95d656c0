import { expect, test } from "vitest";
import { emptyGraph, type Graph, type Participant, type Relation, type Thing } from "../model";
import { coloursOf, draw, groupsOf } from "./draw";

const entity = (id: string, kind = "state"): Thing => ({ id, class: "Entity", key: id, name: id, kind: { key: kind }, found: true });
const part = (thing: string, role: string, position?: Participant["position"]): Participant => ({ thing, role: { key: role }, ...(position && { position }) });
const relation = (id: string, type: string, ...participants: Participant[]): Relation => ({ id, class: "Relation", key: id, name: `name of ${id}`, type: { key: type }, standing: "STATED", participants, found: true });

function graphOf(...things: Thing[]): Graph {
  const graph = emptyGraph();
  for (const t of things) graph.things.set(t.id, t);
  return graph;
}

const hires = relation("hires", "hires", part("junta", "client", "SUBJECT"), part("wagner", "provider", "OBJECT"));

test("a relation of two is a line from its subject to its object", () => {
  const backwards = relation("hires", "hires", part("wagner", "provider", "OBJECT"), part("junta", "client", "SUBJECT"));
  for (const r of [hires, backwards]) {
    const { nodes, edges } = draw(graphOf(entity("junta"), entity("wagner"), r));
    expect(nodes.map((n) => n.id)).toEqual(["junta", "wagner"]);
    expect(edges).toMatchObject([{ source: "junta", target: "wagner", label: "hires", form: "relation", directed: true }]);
  }
});

test("between equals a line has no arrow", () => {
  const r = relation("c", "cooperates-with", part("mali", "party"), part("russia", "party"));
  expect(draw(graphOf(entity("mali"), entity("russia"), r)).edges[0]?.directed).toBe(false);
});

test("a relation of three is a node with a line for each role", () => {
  const r = relation("h", "hands-over", part("france", "giver", "SUBJECT"), part("gossi", "object", "OBJECT"), part("mali", "recipient", "OTHER"));
  const { nodes, edges } = draw(graphOf(entity("france"), entity("gossi"), entity("mali"), r));
  expect(nodes.map((n) => n.group)).toEqual(["state", "state", "state", "relation"]);
  expect(edges.map((e) => [e.source, e.label, e.target, e.directed])).toEqual([
    ["france", "giver", "h", true],
    ["h", "object", "gossi", true],
    ["h", "recipient", "mali", false],
  ]);
});

test("a relation that another one is about is a node", () => {
  const denies = relation("denies", "denies", part("junta", "denier", "SUBJECT"), part("hires", "content", "OBJECT"));
  const { nodes, edges } = draw(graphOf(entity("junta"), entity("wagner"), hires, denies));
  expect(nodes.map((n) => n.id)).toEqual(["junta", "wagner", "hires"]);
  expect(edges.map((e) => `${e.source} ${e.label} ${e.target}`)).toEqual(["junta client hires", "hires provider wagner", "junta denies hires"]);
});

test("a relation of which the answer tells no participants is a node by its name", () => {
  expect(draw(graphOf(relation("r", "hires"))).nodes).toMatchObject([{ id: "r", label: "name of r" }]);
});

test("claimants are drawn when asked for, and only those of claims that stand", () => {
  const claim = (id: string, claimant: string | null, status: string): Thing => ({ id, class: "Claim", name: "", found: false, claimant, relation: "hires", status, stance: "DENIES", via: [], evidence: [] }) as Thing;
  const aside = { ...entity("paris"), found: false };
  const graph = graphOf(entity("junta"), entity("wagner"), aside, hires, claim("c1", "paris", "CURRENT"), claim("c2", "junta", "RETRACTED"), claim("c3", null, "CURRENT"));
  expect(draw(graph).nodes.map((n) => n.id)).toEqual(["junta", "wagner"]);
  const { nodes, edges } = draw(graph, { claimants: true });
  expect(nodes.map((n) => n.id)).toEqual(["junta", "wagner", "hires", "paris"]);
  expect(edges.filter((e) => e.form === "claim")).toMatchObject([{ source: "paris", target: "hires", stance: "DENIES" }]);
});

test("of too many the best connected are drawn, and the rest is told", () => {
  const hub = entity("hub");
  const leaves = Array.from({ length: 10 }, (_, i) => entity(`leaf${i}`));
  const lines = leaves.map((leaf, i) => relation(`r${i}`, "knows", part("hub", "a", "SUBJECT"), part(leaf.id, "b", "OBJECT")));
  const { nodes, edges, left } = draw(graphOf(...leaves, hub, ...lines), { limit: 4 });
  expect(nodes.map((n) => n.id).sort()).toEqual(["hub", "leaf0", "leaf1", "leaf2"]);
  expect(edges.map((e) => e.id)).toEqual(["r0", "r1", "r2"]);
  expect(left.map((t) => t.id)).toEqual(["leaf3", "leaf4", "leaf5", "leaf6", "leaf7", "leaf8", "leaf9", "r3", "r4", "r5", "r6", "r7", "r8", "r9"]);
  expect(nodes.length + left.length).toBe(21 - edges.length);
});

test("every line ends at nodes that are drawn", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const things = names.map((n) => entity(n));
  const relations = names.flatMap((a, i) => names.slice(i + 1).map((b) => relation(`${a}${b}`, "knows", part(a, "a"), part(b, "b"))));
  const about = relation("about", "states", part("a", "speaker", "SUBJECT"), part("bc", "content", "OBJECT"), part("de", "content", "OBJECT"));
  for (let limit = 0; limit < 10; limit++) {
    const { nodes, edges } = draw(graphOf(...things, ...relations, about), { limit });
    const ids = new Set(nodes.map((n) => n.id));
    expect(nodes.length).toBeLessThanOrEqual(limit);
    for (const e of edges) expect(ids.has(e.source) && ids.has(e.target)).toBe(true);
  }
});

test("the most frequent kinds have colours of their own, the others share one", () => {
  const things = Array.from({ length: 10 }, (_, k) => Array.from({ length: 10 - k }, (_, i) => entity(`${k}.${i}`, `kind${k}`))).flat();
  const groups = groupsOf(draw(graphOf(...things)).nodes);
  expect(groups.map((g) => g.count)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const colours = [...coloursOf(groups).values()];
  expect(new Set(colours).size).toBe(8);
  expect(colours.slice(7)).toEqual(["--kind-8", "--kind-8", "--kind-8"]);
});
