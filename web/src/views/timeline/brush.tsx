import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { ScaleTime } from "d3-scale";
import { useLocale, useWords } from "../../i18n";
import { density, type Span, type Stretch } from "./spans";
import { timelineWords } from "./timeline-words";

const height = 44;
const parts = 80;

interface BrushProps {
  spans: readonly Span[];
  domain: Stretch;
  scale: ScaleTime<number, number>;
  width: number;
  chosen: Stretch | undefined;
  onChoose: (chosen: Stretch | undefined) => void;
}

/** An overview of the whole time, in which a period is chosen: by dragging, or by its two ends with the keyboard. */
export function Brush({ spans, domain, scale, width, chosen, onChoose }: BrushProps) {
  const [t, locale] = [useWords(timelineWords), useLocale()];
  const drag = useRef<{ from: number; end?: 0 | 1 }>(undefined);
  const svg = useRef<SVGSVGElement>(null);
  const stretch = chosen ?? domain;
  const counts = density(spans, domain, parts);
  const most = Math.max(1, ...counts);
  const step = width / parts;

  const timeAt = (e: PointerEvent) => Math.min(domain[1], Math.max(domain[0], +scale.invert(e.clientX - svg.current!.getBoundingClientRect().left)));
  const down = (end?: 0 | 1) => (e: PointerEvent) => {
    e.stopPropagation();
    svg.current!.setPointerCapture(e.pointerId);
    drag.current = { from: timeAt(e), ...(end !== undefined && { end }) };
  };
  const move = (e: PointerEvent) => {
    if (!drag.current) return;
    const [now, { from, end }] = [timeAt(e), drag.current];
    const other = end === 0 ? stretch[1] : end === 1 ? stretch[0] : from;
    if (Math.abs(scale(now) - scale(other)) > 4) onChoose(now < other ? [now, other] : [other, now]);
  };
  const keys = (end: 0 | 1) => (e: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10 }[e.key];
    const edge = e.key === "Home" ? domain[0] : e.key === "End" ? domain[1] : undefined;
    if (e.key === "Escape") onChoose(undefined);
    else if (by !== undefined || edge !== undefined) {
      const unit = (domain[1] - domain[0]) / 100;
      const wanted = edge ?? stretch[end] + by! * unit * (e.shiftKey ? 10 : 1);
      const next = end === 0 ? Math.min(Math.max(wanted, domain[0]), stretch[1] - unit) : Math.max(Math.min(wanted, domain[1]), stretch[0] + unit);
      onChoose(end === 0 ? [next, stretch[1]] : [stretch[0], next]);
    } else return;
    e.preventDefault();
  };
  const date = (ms: number) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(ms);
  const [x0, x1] = [scale(stretch[0]), scale(stretch[1])];

  return (
    <svg ref={svg} className="timeline-brush" width={width} height={height} role="group" aria-label={t.overview} onPointerDown={down()} onPointerMove={move} onPointerUp={() => (drag.current = undefined)} onPointerCancel={() => (drag.current = undefined)} onDoubleClick={() => onChoose(undefined)}>
      <title>{t.overview}</title>
      {counts.map((n, i) => n > 0 && <rect key={i} x={i * step} width={Math.max(step - 1, 1)} y={height - 4 - (n / most) * (height - 14)} height={(n / most) * (height - 14)} fill="var(--line-strong)" opacity={0.55} />)}
      <rect x={x0} y={2} width={Math.max(x1 - x0, 1)} height={height - 4} fill="var(--accent)" opacity={chosen ? 0.16 : 0.05} />
      {([0, 1] as const).map((end) => (
        <rect
          key={end}
          className="timeline-handle"
          x={(end === 0 ? x0 : x1) - 4}
          y={6}
          width={8}
          height={height - 12}
          rx={3}
          fill="var(--accent)"
          tabIndex={0}
          role="slider"
          aria-label={`${end === 0 ? t.from : t.to}. ${t.keys}`}
          aria-valuemin={domain[0]}
          aria-valuemax={domain[1]}
          aria-valuenow={Math.round(stretch[end])}
          aria-valuetext={date(stretch[end])}
          onKeyDown={keys(end)}
          onPointerDown={down(end)}
        />
      ))}
    </svg>
  );
}
