import type { NodeCollection, NodeSingular } from "cytoscape";
import type { Box, Point } from "./arrange";
import { wrap } from "./wrap";

// What a node takes up with its label, as style.ts sets it: in a relation's box, below any other thing. By counting
// letters rather than by measuring them, so that the same answer is arranged alike wherever fonts differ.
const letter = 7;
const row = 16;
const gap = 5;
const lettersARow = 19;

/** boxOf is what a node takes up. */
export function boxOf(n: NodeSingular): Box {
  const { x, y } = middleOf(n);
  if (n.data("form") === "relation") return { x, y, width: n.data("width"), height: n.data("height") };
  const size: number = n.data("size");
  const longest = Math.max(...rowsOf(n).map((r) => r.length));
  return { x, y, width: Math.max(size, longest * letter), height: size + 2 * shiftOf(n) };
}

/** middleOf is the middle of its box. */
export function middleOf(n: NodeSingular): Point {
  const { x, y } = n.position();
  return { x, y: y + shiftOf(n) };
}

/** shiftOf is how far below its own position that middle lies. */
export function shiftOf(n: NodeSingular): number {
  return n.data("form") === "relation" ? 0 : (gap + rowsOf(n).length * row) / 2;
}

const rowsOf = (n: NodeSingular) => wrap(n.data("label"), lettersARow);

/** linesAmong are the lines between nodes, by their positions among them. */
export function linesAmong(nodes: NodeCollection): [number, number][] {
  const index = new Map(nodes.map((n, i) => [n.id(), i]));
  return nodes.edgesWith(nodes).map((e) => [index.get(e.data("source"))!, index.get(e.data("target"))!]);
}
