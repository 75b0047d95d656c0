import type { EdgeSingular, NodeSingular, StylesheetJson } from "cytoscape";
import type { Standing } from "../model";

/** A standing, or that the answer does not tell it. */
export type Known = Standing | "UNKNOWN";

/** How each standing is drawn, so that it can be told without colour too. Dashes in pixels; "double" is two lines. */
export const strokes: Record<Known, { colour: string; width: number; dash?: number[]; double?: boolean; crossed?: boolean }> = {
  STATED: { colour: "--stated", width: 2 },
  ALLEGED: { colour: "--alleged", width: 2, dash: [9, 5] },
  CONTESTED: { colour: "--contested", width: 6, double: true },
  DENIED: { colour: "--denied", width: 2.5, dash: [2, 4], crossed: true },
  RETRACTED: { colour: "--retracted", width: 1.5, dash: [1, 7] },
  MENTIONED: { colour: "--mentioned", width: 1.5, dash: [12, 4, 2, 4] },
  UNKNOWN: { colour: "--ink-2", width: 1 },
};

/** What a line ends in: an arrow; one that is crossed out, at what is denied; a bar, from who denies. */
export type Arrow = "none" | "arrow" | "crossed" | "bar";

const arrows = { none: "none", arrow: "triangle", crossed: "triangle-cross", bar: "tee" } as const;

/** Reads the theme's custom properties, which a canvas does not see. */
export function palette(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim() || "#888";
}

/** What has more lines than this is named in bold. */
export const boldDegree = 3;

const font = "system-ui, Roboto, sans-serif";

/** styleOf is the style sheet of the canvas in the colours of the theme. */
export function styleOf(colour: (name: string) => string): StylesheetJson {
  const paper = colour("--card");
  const ink = colour("--ink");
  const text = { color: ink, "font-family": font, "text-background-color": paper, "text-background-opacity": 0.85, "text-background-padding": "2px", "text-background-shape": "roundrectangle" } as const;
  return [
    {
      selector: "node",
      style: {
        ...text,
        width: "data(size)",
        height: "data(size)",
        "background-color": (n: NodeSingular) => colour(n.data("colour")),
        "border-width": 2,
        "border-color": paper,
        label: "data(label)",
        "font-size": 13,
        "font-weight": (n: NodeSingular) => (n.data("degree") > boldDegree ? 600 : 400),
        "text-valign": "bottom",
        "text-margin-y": 5,
        "text-wrap": "wrap",
        "text-max-width": "132px",
        "min-zoomed-font-size": 6,
      },
    },
    {
      selector: "node[form = 'relation']",
      style: {
        shape: "round-rectangle",
        width: "data(width)",
        height: "data(height)",
        "background-color": colour("--sunk"),
        "border-color": (n: NodeSingular) => colour(n.data("stroke").colour),
        "border-width": (n: NodeSingular) => Math.min(n.data("stroke").width, 5),
        "border-style": (n: NodeSingular) => (n.data("stroke").double ? "double" : n.data("stroke").dash ? (n.data("stroke").dash[0] < 3 ? "dotted" : "dashed") : "solid"),
        "text-valign": "center",
        "text-margin-y": 0,
        "text-background-opacity": 0,
        "font-size": 12,
        "font-style": "italic",
        "font-weight": 400,
        "text-max-width": "160px",
      },
    },
    { selector: "node[?named]", style: { "font-size": "data(fontSize)", "font-weight": 600, "text-wrap": "none", "z-index": 1 } },
    { selector: "node[class = 'Source']", style: { shape: "rectangle" } },
    {
      selector: "edge",
      style: {
        ...text,
        "curve-style": "bezier",
        "control-point-step-size": (e: EdgeSingular) => e.data("step"),
        label: (e: EdgeSingular) => (e.data("quiet") && !e.hasClass("near") ? "" : e.data("label")),
        "font-size": 11,
        "font-style": "italic",
        color: colour("--ink-2"),
        "text-rotation": "autorotate",
        "text-max-width": "150px",
        "text-wrap": "ellipsis",
        "min-zoomed-font-size": 7,
        width: (e: EdgeSingular) => (e.data("stroke").double ? 2 : e.data("stroke").width),
        "line-color": (e: EdgeSingular) => (e.data("stroke").double ? paper : colour(e.data("stroke").colour)),
        "line-outline-width": (e: EdgeSingular) => (e.data("stroke").double ? 2 : 0),
        "line-outline-color": (e: EdgeSingular) => colour(e.data("stroke").colour),
        "line-style": (e: EdgeSingular) => (e.data("stroke").dash ? "dashed" : "solid"),
        "line-dash-pattern": (e: EdgeSingular) => e.data("stroke").dash ?? [1, 0],
        "target-arrow-color": (e: EdgeSingular) => colour(e.data("stroke").colour),
        "target-arrow-shape": (e: EdgeSingular) => arrows[e.data("arrow") as Arrow],
        "arrow-scale": (e: EdgeSingular) => (e.data("stroke").double ? 1.9 : 1.1),
      },
    },
    // The lines of a relation's roles lead to its node, which shows the standing: they are thinner.
    { selector: "edge[form = 'role']", style: { width: 1.5, "arrow-scale": 0.9, "line-outline-width": (e: EdgeSingular) => (e.data("stroke").double ? 1.2 : 0) } },
    { selector: "edge[form = 'claim']", style: { width: 2, "arrow-scale": 1.2 } },
    { selector: ":selected, .current", style: { "overlay-color": colour("--accent"), "overlay-opacity": 0.22, "overlay-padding": 6 } },
    { selector: ".faded", style: { opacity: 0.25 } },
    { selector: "node:active, edge:active", style: { "overlay-color": colour("--accent"), "overlay-opacity": 0.15 } },
  ] as StylesheetJson;
}
