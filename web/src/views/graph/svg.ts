import type { Core, EdgeSingular, NodeSingular } from "cytoscape";
import { escapeXml } from "../export/save";
import type { Arrow } from "./style";
import { wrap } from "./wrap";

type Point = { x: number; y: number };
interface Stroke {
  colour: string;
  width: number;
  dash?: number[];
  double?: boolean;
}

const r = (n: number) => Math.round(n * 10) / 10;

/** toSvg writes a canvas as an SVG of its own, in the colours of the theme and with its background. */
export function toSvg(cy: Core, colour: (name: string) => string, title: string): string {
  const box = cy.elements().boundingBox({ includeLabels: true, includeOverlays: false });
  const [x, y, w, h] = [box.x1 - 20, box.y1 - 20, box.w + 40, box.h + 40].map(r);
  const lines = cy.edges().map((e) => edge(e, colour));
  const nodes = cy.nodes().map((n) => node(n, colour));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${w}" height="${h}" font-family="system-ui, Roboto, sans-serif">
<title>${escapeXml(title)}</title>
<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${colour("--card")}"/>
${[...lines, ...nodes].join("\n")}
</svg>
`;
}

function node(n: NodeSingular, colour: (name: string) => string): string {
  const { x, y } = n.position();
  if (n.data("form") === "relation") {
    const stroke: Stroke = n.data("stroke");
    const [w, h] = [n.data("width") as number, n.data("height") as number];
    const at = (grow: number, width: number) => `<rect x="${r(x - w / 2 - grow)}" y="${r(y - h / 2 - grow)}" width="${r(w + 2 * grow)}" height="${r(h + 2 * grow)}" rx="7" fill="${grow > 0 ? "none" : colour("--sunk")}" ${line(stroke, width, colour)}/>`;
    const outline = stroke.double ? at(0, 1.5) + at(3, 1.5) : at(0, stroke.width);
    return outline + text(n.data("label"), x, y, 12, colour("--ink"), 160, true, true);
  }
  const size = n.width();
  const mark =
    n.data("class") === "Source"
      ? `<rect x="${r(x - size / 2)}" y="${r(y - size / 2)}" width="${r(size)}" height="${r(size)}" fill="${colour(n.data("colour"))}"/>`
      : `<circle cx="${r(x)}" cy="${r(y)}" r="${r(size / 2)}" fill="${colour(n.data("colour"))}"/>`;
  return mark + text(n.data("label"), x, y + size / 2 + 17, 13, colour("--ink"), 132, false, false);
}

function edge(e: EdgeSingular, colour: (name: string) => string): string {
  const [from, to, middle] = [e.sourceEndpoint(), e.targetEndpoint(), e.midpoint()];
  if (![from.x, to.x, middle.x].every(Number.isFinite)) return "";
  const bends: Point[] = e.isLoop() || e.controlPoints() ? (e.controlPoints() ?? []) : [];
  const path = `M${r(from.x)} ${r(from.y)}${bends.length > 0 ? bends.map((p, i) => ` Q${r(p.x)} ${r(p.y)} ${point(bends[i + 1] ? between(p, bends[i + 1]!) : to)}`).join("") : ` L${point(to)}`}`;
  const stroke: Stroke = e.data("stroke");
  const draw = (width: number, as?: string) => `<path d="${path}" fill="none" ${line(stroke, width, colour, as)}/>`;
  const strokeLines = stroke.double ? draw(6) + draw(2, colour("--card")) : draw(e.data("form") === "role" ? 1.5 : stroke.width);
  const arrow = head(e.data("arrow"), bends[bends.length - 1] ?? from, to, colour(stroke.colour));
  return strokeLines + arrow + lineLabel(e.data("quiet") ? "" : e.data("label"), from, to, middle, colour);
}

// Along its line, as on the canvas, and never upside down; on a ground of its own, as lines cross.
function lineLabel(label: string, from: Point, to: Point, middle: Point, colour: (name: string) => string): string {
  if (!label) return "";
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const upright = Math.abs(angle) > 90 ? angle - Math.sign(angle) * 180 : angle;
  return `<g transform="rotate(${r(upright)} ${point(middle)})" paint-order="stroke" stroke="${colour("--card")}" stroke-width="3">${text(label, middle.x, middle.y, 11, colour("--ink-2"), 150, true, true)}</g>`;
}

const point = (p: Point) => `${r(p.x)} ${r(p.y)}`;
const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function line(stroke: Stroke, width: number, colour: (name: string) => string, as = colour(stroke.colour)): string {
  return `stroke="${as}" stroke-width="${width}"${stroke.dash ? ` stroke-dasharray="${stroke.dash.join(" ")}"` : ""}`;
}

/** head draws what a line ends in, as the canvas does. */
export function head(arrow: Arrow, from: Point, to: Point, colour: string): string {
  if (arrow === "none") return "";
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  // So many pixels back along the line, and aside of it.
  const at = (back: number, aside: number): Point => ({ x: to.x - back * Math.cos(angle) - aside * Math.sin(angle), y: to.y - back * Math.sin(angle) + aside * Math.cos(angle) });
  const bar = (back: number) => `<path d="M${point(at(back, 6))} L${point(at(back, -6))}" stroke="${colour}" stroke-width="3"/>`;
  if (arrow === "bar") return bar(1.5);
  const triangle = `<path d="M${point(to)} L${point(at(9, 4))} L${point(at(9, -4))} Z" fill="${colour}"/>`;
  return arrow === "crossed" ? triangle + bar(13) : triangle;
}

function text(label: string, x: number, y: number, size: number, fill: string, width: number, italic: boolean, centred: boolean): string {
  if (!label) return "";
  const rows = wrap(label, Math.floor(width / (size * 0.55)));
  const top = centred ? y + size * 0.35 - ((rows.length - 1) * size * 1.2) / 2 : y;
  const spans = rows.map((row, i) => `<tspan x="${r(x)}" y="${r(top + i * size * 1.2)}">${escapeXml(row)}</tspan>`).join("");
  return `<text text-anchor="middle" font-size="${size}" fill="${fill}"${italic ? ' font-style="italic"' : ""}>${spans}</text>`;
}
