import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Core } from "cytoscape";
import { useWords } from "../../i18n";
import { useShade } from "../../theme/theme";
import type { Drawing } from "./draw";
import { nearest, openCanvas, show } from "./canvas";
import { graphWords } from "./graph-words";
import { palette, styleOf } from "./style";

interface CanvasProps {
  drawing: Drawing;
  colours: Map<string, string>;
  label: string;
  /** Id of the thing whose card is shown. */
  picked: string | undefined;
  /** A node, or the relation of a line, was picked; undefined: nothing is any more. */
  onPick: (id: string | undefined) => void;
  /** The canvas, for buttons beside it; undefined until it is there. */
  canvas: RefObject<Core | undefined>;
}

/** The drawing itself: one stop for the tab key, arrow keys within it, and the thing at hand said aloud. */
export function CanvasView({ drawing, colours, label, picked, onPick, canvas }: CanvasProps) {
  const t = useWords(graphWords);
  const container = useRef<HTMLDivElement>(null);
  const shade = useShade();
  const [current, setCurrent] = useState<string>();
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    const cy = openCanvas(container.current!);
    canvas.current = cy;
    cy.on("tap", (event) => {
      const target = event.target === cy ? undefined : event.target;
      pick.current(target && (target.isNode() ? target.id() : target.data("relation")));
      if (target?.isNode()) setCurrent(target.id());
    });
    cy.on("mouseover", "node, edge", () => container.current?.classList.add("view-pointing"));
    cy.on("mouseout", "node, edge", () => container.current?.classList.remove("view-pointing"));
    const resized = new ResizeObserver(() => {
      cy.resize();
      // The card took a part of the canvas: what it is about stays in sight.
      const chosen = cy.nodes(".current");
      if (chosen.nonempty()) bringIntoView(cy, chosen[0]!.id());
    });
    resized.observe(container.current!);
    return () => {
      resized.disconnect();
      canvas.current = undefined;
      cy.destroy();
    };
  }, [canvas]);
  useEffect(() => {
    if (canvas.current) show(canvas.current, drawing, colours);
  }, [canvas, drawing, colours]);
  useEffect(() => {
    canvas.current?.style(styleOf(palette(container.current!)));
  }, [canvas, shade]);
  useEffect(() => mark(canvas.current, picked, current), [canvas, drawing, picked, current]);

  const node = drawing.nodes.find((n) => n.id === current);
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !canvas.current) return;
    const next = step(canvas.current, drawing, node?.id, event.key);
    if (next) setCurrent(next);
    else if (event.key === "Enter" && node) onPick(node.id);
    else if (event.key === "Escape" && picked) onPick(undefined);
    else if (!zoom(canvas.current, event.key)) return;
    event.preventDefault();
  };
  return (
    <>
      <div ref={container} className="view-canvas" tabIndex={0} role="application" aria-label={`${t.graph}: ${label}. ${t.keys}`} onKeyDown={keys} />
      <p className="visually-hidden" aria-live="polite">
        {node && `${node.thing.name}, ${node.thing.kind?.label ?? node.thing.kind?.key ?? ""}, ${t.lines(node.degree)}`}
      </p>
    </>
  );
}

const directions: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// step is where a key leads from a node; the first one leads to the best connected.
function step(cy: Core, drawing: Drawing, from: string | undefined, key: string): string | undefined {
  const direction = directions[key];
  if (!direction && key !== "Home") return undefined;
  const hub = drawing.nodes.reduce((best, n) => (n.degree > (best?.degree ?? -1) ? n : best), drawing.nodes[0])?.id;
  const next = direction && from ? nearest(cy, from, ...direction) : hub;
  if (next) bringIntoView(cy, next);
  return next;
}

function bringIntoView(cy: Core, id: string) {
  const { x, y } = cy.getElementById(id).renderedPosition();
  if (x < 40 || y < 40 || x > cy.width() - 40 || y > cy.height() - 40) cy.center(cy.getElementById(id));
}

/** zoom does what a key says, and tells whether it says anything. */
export function zoom(cy: Core, key: string): boolean {
  const middle = { x: cy.width() / 2, y: cy.height() / 2 };
  if (key === "+" || key === "=") cy.zoom({ level: cy.zoom() * 1.3, renderedPosition: middle });
  else if (key === "-") cy.zoom({ level: cy.zoom() / 1.3, renderedPosition: middle });
  else if (key === "0") cy.fit(undefined, 36);
  else return false;
  return true;
}

// What has nothing to do with the picked thing steps back.
function mark(cy: Core | undefined, picked: string | undefined, current: string | undefined) {
  cy?.batch(() => {
    cy.elements().removeClass("faded current near");
    if (current) cy.getElementById(current).addClass("current");
    if (!picked) return;
    const node = cy.getElementById(picked);
    const chosen = node.nonempty() ? node.closedNeighborhood() : cy.edges(`[relation = ${JSON.stringify(picked)}]`).union(cy.edges(`[relation = ${JSON.stringify(picked)}]`).connectedNodes());
    if (chosen.nonempty()) cy.elements().not(chosen).addClass("faded");
    chosen.edges().addClass("near");
  });
}
