import type { ElementDefinition } from "cytoscape";
import type { DrawnEdge, DrawnNode, Drawing } from "./draw";
import { landmarksOf } from "./landmarks";
import { sideOf } from "../model";
import { strokes, type Arrow } from "./style";
import { wrap } from "./wrap";

const lineHeight = 16;

/** elementsOf turns a drawing into elements of Cytoscape. */
export function elementsOf(drawing: Drawing, colours: Map<string, string>): ElementDefinition[] {
  const ranks = new Map(landmarksOf(drawing.nodes).map((id, rank) => [id, rank]));
  const beside = new Map<string, number>();
  for (const e of drawing.edges) beside.set(pairOf(e), (beside.get(pairOf(e)) ?? 0) + 1);
  const edges = drawing.edges.map((e) => edgeOf(e, drawing.edges.length > manyLines && e.form === "role" && e.directed, beside.get(pairOf(e))!));
  return [...drawing.nodes.map((n) => nodeOf(n, colours, ranks.get(n.id))), ...edges];
}

function nodeOf(n: DrawnNode, colours: Map<string, string>, rank: number | undefined): ElementDefinition {
  const isRelation = n.group === "relation";
  const box = isRelation ? boxOf(n.label) : undefined;
  return {
    group: "nodes",
    data: {
      id: n.id,
      label: n.label,
      class: n.thing.class,
      form: isRelation ? "relation" : "thing",
      colour: colours.get(n.group) ?? "--kind-8",
      // The better connected, the larger: 22 to 52 pixels.
      size: Math.min(22 + 5 * Math.sqrt(n.degree), 52),
      degree: n.degree,
      ...(rank !== undefined && { rank, named: false, fontSize: 13 }),
      stroke: strokes[n.standing ?? "UNKNOWN"],
      ...box,
    },
  };
}

// The box around a relation's label, wrapped as the canvas wraps it: some six and a half pixels a letter.
function boxOf(label: string): { width: number; height: number } {
  const rows = wrap(label, 25);
  return { width: Math.max(...rows.map((row) => row.length)) * 6.6 + 16, height: rows.length * lineHeight + 8 };
}

// In a drawing of many lines, who is subject and who object is told by arrows alone, and in words around what is picked.
const manyLines = 40;

const pairOf = (e: DrawnEdge): string => [e.source, e.target].sort().join(" ");

// Pixels between lines that have the same ends, and how far apart the outermost of many may be.
const lineStep = 46;
const bundle = 160;

/** How it is drawn who is for something, against it, or neither. */
export const stanceStrokes = {
  for: { colour: "--for", width: 2 },
  against: { colour: "--against", width: 2 },
  neither: { colour: "--ink-2", width: 2, dash: [4, 4] },
};

function arrowOf(e: DrawnEdge): Arrow {
  if (e.form === "claim") return ({ for: "arrow", against: "bar", neither: "none" } as const)[sideOf(e.stance)];
  if (!e.directed) return "none";
  // A line of a role leads to the relation's box, which shows the standing.
  return e.form === "relation" && e.standing === "DENIED" ? "crossed" : "arrow";
}

function edgeOf(e: DrawnEdge, quiet: boolean, beside: number): ElementDefinition {
  const stroke = e.form === "claim" ? stanceStrokes[sideOf(e.stance)] : strokes[e.standing ?? "UNKNOWN"];
  return {
    group: "edges",
    data: { id: `line:${e.id}`, source: e.source, target: e.target, label: e.label, relation: e.relation, form: e.form, arrow: arrowOf(e), step: Math.min(lineStep, bundle / beside), quiet, stroke },
  };
}
