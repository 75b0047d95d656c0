import type { Box, Line, Point } from "./arrange";
import { depthsOf, leastPush, projected, type Oblong } from "./oblong";

// Pixels that a label keeps from what could hide it.
const gap = 5;

// All of it is drawn wider apart after so many rounds of pushing without success, and by so much.
const patience = 16;
const wider = 1.02;
const rounds = 400;

/**
 * makeRoom moves boxes until none lies over the label of a line, and no label over another one. A line is made longer where its own
 * ends hide its label, and moved aside from a box that is not its own. Where lines are so many that this comes to no end, most is gained.
 */
export function makeRoom(boxes: readonly Box[], lines: readonly Line[], places: readonly Point[], aspect: number): Point[] {
  const labelled = lines.filter((l) => l.width > 0 && l.from !== l.to);
  const at = places.map((p) => ({ ...p }));
  for (let round = 1; round <= rounds && labelled.length > 0 && push(boxes, labelled, at); round++) {
    if (round % patience !== 0) continue;
    const narrow = aspectOf(boxes, at) < aspect;
    for (const p of at) [p.x, p.y] = narrow ? [p.x * wider, p.y] : [p.x, p.y * wider];
  }
  return at;
}

function aspectOf(boxes: readonly Box[], at: readonly Point[]): number {
  const span = (middle: (i: number) => number, half: (box: Box) => number) => Math.max(...boxes.map((b, i) => middle(i) + half(b))) - Math.min(...boxes.map((b, i) => middle(i) - half(b)));
  return span((i) => at[i]!.x, (b) => b.width / 2) / span((i) => at[i]!.y, (b) => b.height / 2);
}

// push parts whatever lies over each other a little, and tells whether anything did.
function push(boxes: readonly Box[], lines: readonly Line[], at: readonly Point[]): boolean {
  let pushed = false;
  const move = (i: number, by: Point, times: number) => {
    pushed = true;
    at[i]!.x += by.x * times;
    at[i]!.y += by.y * times;
  };
  for (const line of lines) {
    boxes.forEach((box, i) => {
      const label = labelOf(line, boxes, at);
      const own = i === line.from || i === line.to;
      const by = own ? along(label, oblongOf(box, at[i]!), i === line.to ? 1 : -1) : leastPush(label, oblongOf(box, at[i]!));
      if (!by) return;
      // The label is halfway between its ends: they share what there is to move.
      const [from, to] = own ? [i === line.from ? 1 : -1, i === line.to ? 1 : -1] : [-0.5, -0.5];
      move(line.from, by, from);
      move(line.to, by, to);
      if (!own) move(i, by, 0.5);
    });
  }
  lines.forEach((a, i) =>
    lines.slice(i + 1).forEach((b) => {
      const by = leastPush(labelOf(a, boxes, at), labelOf(b, boxes, at));
      if (!by) return;
      for (const end of [b.from, b.to]) move(end, by, 0.5);
      for (const end of [a.from, a.to]) move(end, by, -0.5);
    }),
  );
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b, k) => {
      const by = leastPush(oblongOf(a, at[i]!), oblongOf(b, at[i + 1 + k]!));
      if (!by) return;
      move(i, by, -0.5);
      move(i + 1 + k, by, 0.5);
    }),
  );
  return pushed;
}

/** labelOf is what the label of a line takes up: halfway between what the line leads from and what it leads to. */
export function labelOf({ from, to, width, height }: Line, boxes: readonly Box[], at: readonly Point[]): Oblong {
  const [a, b] = [endOf(boxes[from]!, at[from]!), endOf(boxes[to]!, at[to]!)];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const u = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
  const [start, end] = [insideOf(boxes[from]!, u), insideOf(boxes[to]!, u)];
  const middle = (start + length - end) / 2;
  return { x: a.x + u.x * middle, y: a.y + u.y * middle, u, width: width + 2 * gap, height: height + 2 };
}

const oblongOf = ({ width, height }: Box, { x, y }: Point): Oblong => ({ x, y, width: width + 2, height: height + 2, u: { x: 1, y: 0 } });

const endOf = (box: Box, { x, y }: Point): Point => ({ x, y: y - (box.mark?.above ?? 0) });

// How much of a line is inside of the mark or box that it leads to.
function insideOf(box: Box, u: Point): number {
  return box.mark?.radius ?? Math.min(box.width / 2 / Math.abs(u.x), box.height / 2 / Math.abs(u.y));
}

// How far an end of a line has to go on in the direction of the line, to be clear of its label.
function along(label: Oblong, box: Oblong, sign: 1 | -1): Point | undefined {
  const u = { x: label.u.x * sign, y: label.u.y * sign };
  const ways = depthsOf(label, box)?.map(({ axis, depth }) => depth / Math.max(projected(u, axis), 1e-6));
  if (!ways) return undefined;
  const way = Math.min(...ways);
  return { x: u.x * way, y: u.y * way };
}
