import cytoscape, { type Core, type NodeCollection } from "cytoscape";
import type { Point } from "./arrange";
import { Arranger } from "./arranger";
import { boxOf, linesAmong, middleOf, shiftOf } from "./boxes";
import type { Drawing } from "./draw";
import { elementsOf } from "./elements";
import { nameLandmarks } from "./landmarks";
import { place } from "./place";
import { palette, styleOf } from "./style";

// Cytoscape adds a style sheet of one rule to the document unless it finds an element of this id. The page's security
// policy refuses such sheets, and our own one has the rule.
const sheet = "__________cytoscape_stylesheet";

const padding = 36;

// Below it the labels of lines are left out: see style.ts.
const legible = 0.5;

// How much of a narrow stage a card leaves free: see views.css.
const uncovered = 0.38;

/** GraphCanvas is a drawing on a canvas of Cytoscape. */
export class GraphCanvas {
  readonly cy: Core;
  private readonly arranger = new Arranger();
  private arranging = Promise.resolve();
  private marked: [picked: string | undefined, current: string | undefined] = [undefined, undefined];
  /** Whether one still sees all of it, as it was arranged. */
  private untouched = true;

  /** onBusy is told when things begin to be given places, and when they have them. */
  constructor(
    private readonly container: HTMLElement,
    private readonly onBusy: (busy: boolean) => void,
  ) {
    if (!document.getElementById(sheet)) {
      const stand = document.createElement("meta");
      stand.id = sheet;
      document.head.append(stand);
    }
    // Styles and draws nothing until things have their places: of 500 that takes most of a second.
    this.cy = cytoscape({ headless: true, minZoom: 0.08, maxZoom: 3, boxSelectionEnabled: false, textureOnViewport: true });
  }

  /** show brings the canvas to a drawing. What is there already stays about where it is. */
  show(drawing: Drawing, colours: Map<string, string>) {
    const { cy } = this;
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
      place(cy.nodes().filter((n) => !known.has(n.id())));
    });
    if ([...wanted].every((id) => known.has(id)) && wanted.size === known.size) return;
    void this.arrange(known.size > 0);
  }

  /** arrange gives all nodes new places; done when they have them, or when another arrangement was begun. */
  arrange(animate: boolean): Promise<void> {
    return (this.arranging = this.findPlaces(animate));
  }

  /** ready waits until all has its place. */
  async ready() {
    for (let last; last !== this.arranging; ) await (last = this.arranging);
  }

  private async findPlaces(animate: boolean) {
    const nodes = this.cy.nodes();
    if (nodes.empty()) return;
    this.onBusy(true);
    const { clientWidth: width, clientHeight: height } = this.container;
    let points;
    try {
      points = await this.arranger.arrange({ boxes: nodes.map(boxOf), lines: linesAmong(nodes), length: width > 700 ? 110 : 80, aspect: width / height });
    } catch {
      // Without workers things stay where they were first put, which can be read as well.
      points = nodes.map(middleOf);
    }
    // Otherwise another arrangement is on its way, or the canvas is gone.
    if (points) await this.moveTo(nodes, points, animate);
  }

  private async moveTo(nodes: NodeCollection, middles: Point[], animate: boolean) {
    if (!this.cy.container()) {
      this.cy.mount(this.container);
      this.cy.on("zoom", () => nameLandmarks(this.cy));
      this.cy.on("dragpan scrollzoom pinchzoom", () => (this.untouched = false));
      this.restyle();
    }
    const positions = Object.fromEntries(nodes.map((n, i) => [n.id(), { x: middles[i]!.x, y: middles[i]!.y - shiftOf(n) }]));
    const calm = !animate || nodes.length > 150 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const layout = this.cy.layout({ name: "preset", positions, fit: true, padding, animate: !calm, animationDuration: 450 });
    const done = layout.promiseOn("layoutstop");
    layout.run();
    await done;
    if (this.cy.destroyed()) return;
    this.settle();
    nameLandmarks(this.cy);
    this.onBusy(false);
  }

  private settle() {
    const { cy } = this;
    this.untouched = true;
    const nodes = cy.nodes();
    if (cy.zoom() > 1.4) cy.zoom(1.4).center();
    // On a small screen labels that can be read matter more than seeing all at once; the hub of it is where to begin.
    else if (cy.zoom() < legible && cy.width() < 480 && nodes.length < 150) cy.zoom(0.6).center(nodes.max((n) => n.degree(false)).ele);
  }

  /** restyle takes on the colours that the page has now. */
  restyle() {
    if (this.cy.container()) this.cy.style(styleOf(palette(this.container)));
  }

  /** zoom does what a key says, and tells whether it says anything. */
  zoom(key: string): boolean {
    const { cy } = this;
    const middle = { x: cy.width() / 2, y: cy.height() / 2 };
    this.untouched = key === "0";
    if (key === "+" || key === "=") cy.zoom({ level: cy.zoom() * 1.3, renderedPosition: middle });
    else if (key === "-") cy.zoom({ level: cy.zoom() / 1.3, renderedPosition: middle });
    else if (key === "0") cy.fit(undefined, padding);
    else return false;
    return true;
  }

  /** nearest is the node that lies next in a direction, dx and dy being -1, 0 or 1; undefined if there is none. */
  nearest(from: string, dx: number, dy: number): string | undefined {
    const here = this.cy.getElementById(from).position();
    let best: { id: string; cost: number } | undefined;
    this.cy.nodes().forEach((n) => {
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

  /** bringIntoView moves the canvas if a node lies at its edge or beyond. */
  bringIntoView(id: string) {
    const { cy } = this;
    const { x, y } = cy.getElementById(id).renderedPosition();
    if (x < 40 || y < 40 || x > cy.width() - 40 || y > cy.height() - 40) cy.center(cy.getElementById(id));
  }

  /** plain draws a picture without marks: what is saved is the answer, not what one was looking at. */
  async plain<T>(draw: (cy: Core) => T | Promise<T>): Promise<T> {
    const marked = this.marked;
    this.mark(undefined, undefined);
    try {
      return await draw(this.cy);
    } finally {
      this.mark(...marked);
    }
  }

  /** lift moves what is picked just so far up that a card over the lower part of the canvas does not hide it. */
  lift(id: string) {
    const { cy } = this;
    const node = cy.getElementById(id);
    const picked = node.nonempty() ? node : cy.edges(`[relation = ${JSON.stringify(id)}]`);
    if (picked.empty() || !cy.container()) return;
    const below = picked.renderedBoundingBox().y2! - cy.height() * uncovered;
    if (below > 0) cy.panBy({ x: 0, y: -below });
  }

  /** resized takes on the size that the page gives now. All stays in sight, as long as the reader has not looked closer. */
  resized() {
    const { cy } = this;
    const zoom = cy.zoom();
    cy.resize();
    if (this.untouched && cy.container()) {
      cy.fit(undefined, padding);
      this.settle();
    }
    const chosen = cy.nodes(".current");
    if (chosen.empty()) return;
    // Beside a card, what it tells of is to be read rather than all to be seen.
    if (cy.zoom() < Math.min(zoom, legible)) cy.zoom(zoom).center(chosen);
    else this.bringIntoView(chosen[0]!.id());
  }

  /** mark shows where the keyboard is, and lets step back what has nothing to do with the picked thing. */
  mark(picked: string | undefined, current: string | undefined) {
    const { cy } = this;
    this.marked = [picked, current];
    cy.batch(() => {
      cy.elements().removeClass("faded current near");
      if (current) cy.getElementById(current).addClass("current");
      if (!picked) return;
      const node = cy.getElementById(picked);
      const lines = cy.edges(`[relation = ${JSON.stringify(picked)}]`);
      const chosen = node.nonempty() ? node.closedNeighborhood() : lines.union(lines.connectedNodes());
      if (chosen.nonempty()) cy.elements().not(chosen).addClass("faded");
      chosen.edges().addClass("near");
    });
  }

  destroy() {
    this.arranger.stop();
    this.cy.destroy();
  }
}
