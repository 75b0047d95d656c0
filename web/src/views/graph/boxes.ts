import type { EdgeSingular, NodeCollection, NodeSingular } from "cytoscape";
import type { Box, Line, Point } from "./arrange";
import { boldDegree } from "./style";
import { wrap } from "./wrap";

// What a node takes up with its label, as style.ts sets it: in a relation's box, below any other thing. By counting
// letters rather than by measuring them, so that the same answer is arranged alike wherever fonts differ.
// Where fonts are missing, letters are wider than most, and bold ones wider still.
const letter = { usual: 7, bold: 8 };
const lettersARow = { usual: 17, bold: 15 };
const row = 16;
const gap = 5;

/** boxOf is what a node takes up. */
export function boxOf(n: NodeSingular): Box {
  const { x, y } = middleOf(n);
  if (n.data("form") === "relation") return { x, y, width: n.data("width"), height: n.data("height") };
  const size: number = n.data("size");
  const longest = Math.max(...rowsOf(n).map((r) => r.length));
  return { x, y, width: Math.max(size, longest * letter[weightOf(n)]), height: size + 2 * shiftOf(n), mark: { above: shiftOf(n), radius: size / 2 } };
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

const rowsOf = (n: NodeSingular) => wrap(n.data("label"), lettersARow[weightOf(n)]);

const weightOf = (n: NodeSingular) => (n.data("degree") > boldDegree ? "bold" : "usual");

// Of a line's label, likewise; it is cut at so many pixels.
const small = 6.6;
const smallRow = 15;
const longestLabel = 150;

/**
 * linesAmong are the lines between nodes, by their positions among them. Lines that have the same ends bend apart, and are one here,
 * with room for all their labels.
 */
export function linesAmong(nodes: NodeCollection): Line[] {
  const index = new Map(nodes.map((n, i) => [n.id(), i]));
  const lines = new Map<string, Line & { step: number }>();
  for (const e of nodes.edgesWith(nodes).toArray() as EdgeSingular[]) {
    const [from, to] = [index.get(e.data("source"))!, index.get(e.data("target"))!];
    const key = `${Math.min(from, to)} ${Math.max(from, to)}`;
    const width = e.data("quiet") || !e.data("label") ? 0 : Math.min(e.data("label").length * small, longestLabel) + 4;
    const beside = lines.get(key);
    if (!beside) lines.set(key, { from, to, width, height: smallRow, step: e.data("step") });
    else {
      beside.width = Math.max(beside.width, width);
      // A bend goes half as far from the straight line as the point that it is drawn towards.
      beside.height += beside.step / 2;
    }
  }
  return [...lines.values()].map(({ step: _, ...line }) => line);
}
