import type { Core, NodeSingular } from "cytoscape";
import type { DrawnNode } from "./draw";

// In a drawing that is too large to read every name, those of the best connected things show the way: in letters of one
// size on the screen, and as many of them as have room beside each other.

const manyNodes = 120;
const candidates = 30;

// Pixels on the screen, and of a usual label.
const size = 12;
const usualSize = 13;
const letter = 7;
const row = 16;

/** landmarksOf are the ids of those that may be named, the best connected first; none where there is room for every name. */
export function landmarksOf(nodes: readonly DrawnNode[]): string[] {
  if (nodes.length <= manyNodes) return [];
  const things = nodes.filter((n) => n.group !== "relation");
  return things.sort((a, b) => b.degree - a.degree).slice(0, candidates).map((n) => n.id);
}

/** nameLandmarks names those among the nodes with a `rank` that have room at the zoom that the canvas has now. */
export function nameLandmarks(cy: Core) {
  const zoom = cy.zoom();
  const taken: { x: number; y: number; width: number }[] = [];
  const ranked = cy.nodes("[rank]").toArray() as NodeSingular[];
  cy.batch(() => {
    for (const n of ranked.sort((a, b) => a.data("rank") - b.data("rank"))) {
      const place = { x: n.position("x") * zoom, y: n.position("y") * zoom, width: n.data("label").length * letter };
      const named = taken.every((t) => Math.abs(t.x - place.x) > (t.width + place.width) / 2 || Math.abs(t.y - place.y) > row);
      if (named) taken.push(place);
      const fontSize = Math.max(size / zoom, usualSize);
      // To style a node anew is not free, and a tenth larger or smaller is not seen.
      if (named !== n.data("named") || Math.abs(n.data("fontSize") / fontSize - 1) > 0.1) n.data({ named, fontSize });
    }
  });
}
