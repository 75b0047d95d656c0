import cytoscape from "cytoscape";
import { expect, test } from "vitest";
import { enrich } from "../extract/enrich";
import { extract } from "../extract/extract";
import { shapeOf } from "../extract/shape";
import { examples, isQuery, recorded, schema } from "../testdata/examples";
import { arrange, type Box, type Line, type Point } from "./arrange";
import { boxOf, linesAmong } from "./boxes";
import { coloursOf, draw, groupsOf } from "./draw";
import { elementsOf } from "./elements";
import { place } from "./place";

// The pictures of the examples' answers that are small enough to have room for every label.
const pictures = examples.filter(isQuery).flatMap(({ name, document }) => {
  const drawing = draw(extract(recorded(name, "enriched"), shapeOf(schema, enrich(schema, document, ["en", "fr"])), recorded(name, "details") as unknown[]));
  if (drawing.nodes.length > 26 || drawing.edges.length === 0) return [];
  const cy = cytoscape({ headless: true, elements: elementsOf(drawing, coloursOf(groupsOf(drawing.nodes))) });
  place(cy.nodes());
  return [{ name, boxes: cy.nodes().map(boxOf), lines: linesAmong(cy.nodes()) }];
});

test("there are pictures of several sizes", () => {
  expect(pictures.length).toBeGreaterThan(5);
  expect(Math.max(...pictures.map((p) => p.boxes.length))).toBeGreaterThan(15);
});

test.each(pictures.flatMap((p) => [{ ...p, length: 110, aspect: 2.2 }, { ...p, length: 80, aspect: 0.9 }]))("$name at $aspect: no box lies over the label of a line", ({ boxes, lines, length, aspect }) => {
  expect(hidden(boxes, lines, arrange({ boxes, lines, length, aspect }))).toEqual([]);
});

test("a line through a box gives way, and a label between close ends has room", () => {
  const box = { x: 0, y: 0, width: 100, height: 40 };
  const boxes = [box, { ...box, x: 200 }, { ...box, x: 400 }];
  const lines = [{ from: 0, to: 2, width: 90, height: 15 }, { from: 0, to: 1, width: 140, height: 15 }];
  expect(hidden(boxes, lines, arrange({ boxes, lines, length: 20, aspect: 1.5 }))).toEqual([]);
});

// The labels with points of them that lie in a box. Where a line ends at a round mark, its label is halfway between the marks.
function hidden(boxes: readonly Box[], lines: readonly Line[], at: readonly Point[]): string[] {
  const edge = (i: number, angle: number) => {
    const { width, height, mark } = boxes[i]!;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const far = mark?.radius ?? Math.min(Math.abs(width / 2 / dx), Math.abs(height / 2 / dy));
    return { x: at[i]!.x + dx * far, y: at[i]!.y - (mark?.above ?? 0) + dy * far };
  };
  return lines.flatMap(({ from, to, width, height }) => {
    const above = (i: number) => boxes[i]!.mark?.above ?? 0;
    const angle = Math.atan2(at[to]!.y - above(to) - at[from]!.y + above(from), at[to]!.x - at[from]!.x);
    const [a, b] = [edge(from, angle), edge(to, angle + Math.PI)];
    const points = [-0.5, -0.25, 0, 0.25, 0.5].flatMap((s) => [-0.5, 0, 0.5].map((t) => ({ x: (a.x + b.x) / 2 + s * width * Math.cos(angle) - t * height * Math.sin(angle), y: (a.y + b.y) / 2 + s * width * Math.sin(angle) + t * height * Math.cos(angle) })));
    return boxes.flatMap((box, i) => (width > 0 && points.some((p) => Math.abs(p.x - at[i]!.x) < box.width / 2 && Math.abs(p.y - at[i]!.y) < box.height / 2) ? [`of ${from}–${to} under ${i}`] : []));
  });
}

test.each(pictures.flatMap((p) => [{ ...p, length: 110, aspect: 2.2 }, { ...p, length: 80, aspect: 0.9 }]))("$name at $aspect: no box lies over another one", ({ boxes, lines, length, aspect }) => {
  const at = arrange({ boxes, lines, length, aspect });
  const over = boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b, k) => {
    const [p, q] = [at[i]!, at[i + 1 + k]!];
    return Math.abs(p.x - q.x) < (a.width + b.width) / 2 && Math.abs(p.y - q.y) < (a.height + b.height) / 2 ? [`${i} over ${i + 1 + k}`] : [];
  }));
  expect(over).toEqual([]);
});
