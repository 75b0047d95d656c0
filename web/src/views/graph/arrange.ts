import cytoscape, { type ElementDefinition, type LayoutOptions } from "cytoscape";
import fcose from "cytoscape-fcose";
import { Rectangle, removeOverlaps } from "webcola/dist/src/rectangle";
import { makeRoom } from "./room";

cytoscape.use(fcose);

/** What has to be given places: boxes, each a node with its label, and the lines between them. */
export interface Arrangement {
  boxes: readonly Box[];
  lines: readonly Line[];
  /** How long a line should be, in pixels; longer where its label needs it. */
  length: number;
  /** Width by height of the place that all of it is for. */
  aspect: number;
}

/** A box in pixels; x and y are its middle. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Where its lines end: a round mark, its middle so far above that of the box. Absent: at the edges of the box. */
  mark?: { above: number; radius: number };
}

/** A line between two boxes, by their positions in `boxes`, and what its label takes up along it and across it; 0 if it has none. */
export interface Line {
  from: number;
  to: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

// Pixels between boxes that would otherwise lie over each other.
const gap = 8;

const maxStretch = 2;

/** In larger pictures labels are too many to have room for each: one looks closer there, or picks what to read about. */
const fewBoxes = 40;

/**
 * arrange gives each box a place for its middle: springs along the lines (fCoSE), and then no more than it takes to let no box lie over
 * another (WebCola's VPSC); in small pictures also none over the label of a line. The same boxes give the same places. 500 boxes take a second or two, so it is done in a worker: see `Arranger`.
 */
export function arrange({ boxes, lines, length, aspect }: Arrangement): Point[] {
  const nodes = boxes.map(({ x, y, width, height }, i): ElementDefinition => ({ group: "nodes", data: { id: `${i}`, width, height }, position: { x, y } }));
  const edges = lines.map(({ from, to }): ElementDefinition => ({ group: "edges", data: { source: `${from}`, target: `${to}` } }));
  const style = [{ selector: "node", style: { width: "data(width)", height: "data(height)", shape: "rectangle" as const } }];
  const cy = cytoscape({ headless: true, styleEnabled: true, elements: [...nodes, ...edges], style, layout: { name: "preset" } });
  cy.layout({
    name: "fcose",
    quality: "default",
    // Chance stays out of it: it begins at the places that the boxes have.
    randomize: false,
    animate: false,
    fit: false,
    nodeSeparation: 75,
    nodeRepulsion: () => 12000,
    idealEdgeLength: () => length,
    edgeElasticity: () => 0.35,
    gravity: 0.25,
    numIter: boxes.length > 300 ? 700 : 2500,
  } as LayoutOptions).run();
  const { w, h } = cy.nodes().boundingBox();
  // Springs know nothing of the place that they are for; more than so much would bend the picture out of shape.
  const stretch = Math.min(Math.max(Math.sqrt(w / h / aspect), 1 / maxStretch), maxStretch);
  const places = cy.nodes().map((n) => ({ x: n.position().x / stretch, y: n.position().y * stretch }));
  cy.destroy();
  const apart = parted(boxes, places, gap);
  // Room for the labels of lines may not be had without bringing boxes together again, whose names matter more.
  return boxes.length > fewBoxes ? apart : parted(boxes, makeRoom(boxes, lines, apart, aspect), 0);
}

// Boxes that come closer to each other than the gap are moved apart, and no others.
function parted(boxes: readonly Box[], places: readonly Point[], gap: number): Point[] {
  const rectangles = places.map(({ x, y }, i) => {
    const [w, h] = [boxes[i]!.width / 2 + gap / 2, boxes[i]!.height / 2 + gap / 2];
    return new Rectangle(x - w, x + w, y - h, y + h);
  });
  removeOverlaps(rectangles);
  return rectangles.map((r) => ({ x: r.cx(), y: r.cy() }));
}
