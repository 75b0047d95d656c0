import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useWords } from "../../i18n";
import { useShade } from "../../theme/theme";
import type { Drawing } from "./draw";
import { GraphCanvas } from "./canvas";
import { terms } from "../../statement/text";
import { graphWords } from "./graph-words";

interface CanvasProps {
  drawing: Drawing;
  colours: Map<string, string>;
  label: string;
  /** Id of the thing whose card is shown. */
  picked: string | undefined;
  /** A node, or the relation of a line, was picked; undefined: nothing is any more. */
  onPick: (id: string | undefined) => void;
  /** The canvas, for buttons beside it; undefined until it is there. */
  canvas: RefObject<GraphCanvas | undefined>;
}

/** The drawing itself: one stop for the tab key, arrow keys within it, and the thing at hand said aloud. */
export function CanvasView({ drawing, colours, label, picked, onPick, canvas }: CanvasProps) {
  const [t, { standing }] = [useWords(graphWords), useWords(terms)];
  const container = useRef<HTMLDivElement>(null);
  const shade = useShade();
  const [current, setCurrent] = useState<string>();
  const [busy, setBusy] = useState(false);
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    const opened = new GraphCanvas(container.current!, setBusy);
    const { cy } = opened;
    canvas.current = opened;
    cy.on("tap", (event) => {
      const target = event.target === cy ? undefined : event.target;
      pick.current(target && (target.isNode() ? target.id() : target.data("relation")));
      if (target?.isNode()) setCurrent(target.id());
    });
    cy.on("mouseover", "node, edge", () => container.current?.classList.add("view-pointing"));
    cy.on("mouseout", "node, edge", () => container.current?.classList.remove("view-pointing"));
    const resized = new ResizeObserver(() => opened.resized());
    resized.observe(container.current!);
    return () => {
      resized.disconnect();
      canvas.current = undefined;
      opened.destroy();
    };
  }, [canvas]);
  useEffect(() => canvas.current?.show(drawing, colours), [canvas, drawing, colours]);
  const styled = useRef(shade);
  useEffect(() => {
    // A new canvas has the colours of the page; to style all of it again takes as long as to draw it.
    if (styled.current !== shade) canvas.current?.restyle();
    styled.current = shade;
  }, [canvas, shade]);
  useEffect(() => canvas.current?.mark(picked, current), [canvas, drawing, picked, current]);

  useEffect(() => {
    if (picked && matchMedia("(max-width: 40rem)").matches) canvas.current?.lift(picked);
  }, [canvas, picked]);

  const node = drawing.nodes.find((n) => n.id === current);
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !canvas.current) return;
    const next = step(canvas.current, drawing, node?.id, event.key);
    if (next) setCurrent(next);
    else if (event.key === "Enter" && node) onPick(node.id);
    else if (event.key === "Escape" && picked) onPick(undefined);
    else if (!canvas.current.zoom(event.key)) return;
    event.preventDefault();
  };
  return (
    <>
      <div ref={container} className="view-canvas" tabIndex={0} role="application" aria-busy={busy} aria-label={`${t.graph}: ${label}. ${t.keys}`} onKeyDown={keys} />
      {busy && <p className="view-arranging" role="status">{t.arranging}</p>}
      <p className="visually-hidden" aria-live="polite">
        {node && [node.thing.name, node.standing ? standing[node.standing] : (node.thing.kind?.label ?? node.thing.kind?.key), t.lines(node.degree)].filter(Boolean).join(", ")}
      </p>
    </>
  );
}

const directions: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// step is where a key leads from a node; the first one leads to the best connected.
function step(canvas: GraphCanvas, drawing: Drawing, from: string | undefined, key: string): string | undefined {
  const direction = directions[key];
  if (!direction && key !== "Home") return undefined;
  const hub = drawing.nodes.reduce((best, n) => (n.degree > (best?.degree ?? -1) ? n : best), drawing.nodes[0])?.id;
  const next = direction && from ? canvas.nearest(from, ...direction) : hub;
  if (next) canvas.bringIntoView(next);
  return next;
}
