import cytoscape, { type Core } from "cytoscape";
import fcose from "cytoscape-fcose";
import type { Drawing } from "./draw";
import { elementsOf } from "./elements";
import { layoutOf, place } from "./layout";
import { palette, styleOf } from "./style";

cytoscape.use(fcose);

// Cytoscape adds a style sheet of one rule to the document unless it finds an element of this id. The page's security
// policy refuses such sheets, and our own one has the rule.
const sheet = "__________cytoscape_stylesheet";

/** openCanvas makes an empty canvas in an element. */
export function openCanvas(container: HTMLElement): Core {
  if (!document.getElementById(sheet)) {
    const stand = document.createElement("meta");
    stand.id = sheet;
    document.head.append(stand);
  }
  return cytoscape({ container, minZoom: 0.08, maxZoom: 3, boxSelectionEnabled: false, textureOnViewport: true, style: styleOf(palette(container)) });
}

/** show brings a canvas to a drawing. What is there already stays about where it is. */
export function show(cy: Core, drawing: Drawing, colours: Map<string, string>) {
  const elements = elementsOf(drawing, colours);
  const wanted = new Set(elements.map((e) => e.data.id!));
  const known = new Set(cy.elements().map((e) => e.id()));
  cy.batch(() => {
    cy.elements().filter((e) => !wanted.has(e.id())).remove();
    for (const e of elements) {
      const old = cy.getElementById(e.data.id!);
      const moved = old.nonempty() && e.group === "edges" && (old.data("source") !== e.data.source || old.data("target") !== e.data.target);
      if (moved) old.remove();
      if (moved || old.empty()) cy.add(e);
      else old.data(e.data);
    }
    place(cy, (id) => !known.has(id));
  });
  if ([...wanted].every((id) => known.has(id)) && wanted.size === known.size) return;
  layOut(cy, known.size > 0);
}

/** layOut arranges all nodes. */
export function layOut(cy: Core, animate: boolean) {
  if (cy.nodes().empty()) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  cy.layout(layoutOf(animate && !calm, cy.nodes().length, cy.width() > 700)).run();
  const nodes = cy.nodes();
  if (cy.zoom() > 1.4) cy.zoom(1.4).center();
  // On a small screen labels that can be read matter more than seeing all at once; the hub of it is where to begin.
  else if (cy.zoom() < 0.5 && cy.width() < 480 && nodes.length < 150) cy.zoom(0.6).center(nodes.max((n) => n.degree(false)).ele);
}

/** nearest is the node that lies next in a direction, dx and dy being -1, 0 or 1; undefined if there is none. */
export function nearest(cy: Core, from: string, dx: number, dy: number): string | undefined {
  const here = cy.getElementById(from).position();
  let best: { id: string; cost: number } | undefined;
  cy.nodes().forEach((n) => {
    const { x, y } = n.position();
    const along = (x - here.x) * dx + (y - here.y) * dy;
    const aside = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
    // Ahead rather than aside: what lies in the quarter of that direction.
    if (n.id() === from || along <= 0 || aside > along * 1.2) return;
    const cost = along + 2 * aside;
    if (!best || cost < best.cost) best = { id: n.id(), cost };
  });
  return best?.id;
}
