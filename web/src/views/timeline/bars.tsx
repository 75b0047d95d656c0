import { memo, useId, useMemo, useRef, useState } from "react";
import { scaleUtc, type ScaleTime } from "d3-scale";
import { useLocale, useWords } from "../../i18n";
import { timeText } from "../date-text";
import { strokes, type Known } from "../graph/style";
import type { Relation } from "../model";
import { terms } from "../../statement/text";
import { labelOf, line, RowLabel, type Label } from "./row-label";
import type { Span, Stretch } from "./spans";
import { textWidth } from "./text-width";
import { tickLabels } from "./ticks";

const top = 26;
const barHeight = 10;

interface BarsProps {
  spans: readonly Span[];
  /** What the axis shows. */
  period: Stretch;
  width: number;
  label: string;
  picked: string | undefined;
  onPick: (relation: string) => void;
}

/** The rows of dated relations below their axis: pale where they may have been, full where they were for certain. */
export const Bars = memo(function Bars({ spans, period, width, label, picked, onPick }: BarsProps) {
  const [id, locale, { standing }] = [useId(), useLocale(), useWords(terms)];
  // One stop for the tab key, and arrow keys from row to row.
  const rows = useRef<SVGSVGElement>(null);
  const [chosen, setCurrent] = useState(0);
  const current = Math.min(chosen, spans.length - 1);
  const scale = scaleUtc().domain(period).range([6, width - 6]);
  // While a period is being chosen rows come and go, and their texts stay.
  const known = useMemo(() => new Map<Relation, Label>(), [width, locale]);
  const labels = spans.map(({ relation }) => {
    let label = known.get(relation);
    if (!label) known.set(relation, (label = labelOf(relation.name || relation.type?.label || "", timeText(relation.time, locale), width - 8)));
    return label;
  });
  const tops = [top];
  for (const { lines } of labels) tops.push(tops[tops.length - 1]! + lines.length * line + 23);
  const height = tops[tops.length - 1]!;
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 110)));
  return (
    <svg ref={rows} className="timeline-bars" width={width} height={height} role="group" aria-label={label}>
      <defs>
        {(Object.keys(strokes) as Known[]).flatMap((s) =>
          ([0, 1] as const).map((end) => (
            <linearGradient key={s + end} id={`${id}${s}${end}`} x1={end} x2={1 - end}>
              <stop offset="0" stopColor={`var(${strokes[s].colour})`} stopOpacity={0} />
              <stop offset="1" stopColor={`var(${strokes[s].colour})`} stopOpacity={0.3} />
            </linearGradient>
          )),
        )}
      </defs>
      {ticks.map((tick) => (
        <line key={+tick} x1={scale(tick)} x2={scale(tick)} y1={18} y2={height} stroke="var(--line)" />
      ))}
      {tickLabels(ticks, scale, width, locale, textWidth).map(({ tick, text, x }) => (
        <text key={+tick} x={x} y={13} textAnchor="middle" fontSize={11} fill="var(--ink-2)">
          {text}
        </text>
      ))}
      {spans.map((span, i) => {
        const { relation } = span;
        const label = labels[i]!;
        return (
          <g
            key={relation.id}
            className={`timeline-row${picked === relation.id ? " picked" : ""}`}
            transform={`translate(0 ${tops[i]})`}
            tabIndex={i === current ? 0 : -1}
            role="button"
            aria-label={`${label.lines.join(" ")}${relation.standing ? `, ${standing[relation.standing]}` : ""}`}
            onFocus={() => setCurrent(i)}
            onClick={() => onPick(relation.id)}
            onKeyDown={(e) => {
              const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: spans.length - 1 }[e.key];
              if (to !== undefined) rows.current?.querySelectorAll<SVGGElement>(".timeline-row")[to]?.focus();
              else if (e.key === "Enter" || e.key === " ") onPick(relation.id);
              else return;
              e.preventDefault();
            }}
          >
            <rect width={width} height={tops[i + 1]! - tops[i]!} fill="transparent" />
            <RowLabel label={label} x={Math.max(4, Math.min(clip(span.hull, scale, width)[0], width - label.width - 4))} />
            <Bar span={span} y={label.lines.length * line + 5} scale={scale} width={width} gradients={id} />
          </g>
        );
      })}
    </svg>
  );
});

function Bar({ span, y, scale, width, gradients }: { span: Span; y: number; scale: ScaleTime<number, number>; width: number; gradients: string }) {
  const standing = span.relation.standing ?? "UNKNOWN";
  const { colour, dash, double } = strokes[standing];
  const [x0, x1] = clip(span.hull, scale, width);
  const w = Math.max(x1 - x0, 7);
  const left = x1 - x0 < 7 ? Math.min((x0 + x1) / 2 - 3.5, width - 7) : x0;
  const paint = `var(${colour})`;
  const cutLeft = span.openStart;
  const fill = cutLeft ? `url(#${gradients}${standing}0)` : span.openEnd === "unknown" ? `url(#${gradients}${standing}1)` : paint;
  const core = span.core && clip(span.core, scale, width);
  const outline = { fill: "none", stroke: paint, strokeDasharray: (span.vague ? [2, 2] : dash)?.join(" ") };
  const isOpen = cutLeft || span.openEnd !== undefined;
  return (
    <>
      <rect x={left} y={y} width={w} height={barHeight} rx={isOpen ? 0 : 3} fill={fill} fillOpacity={fill === paint ? 0.25 : 1} />
      {core && core[1] > core[0] && <rect x={core[0]} y={y} width={Math.max(core[1] - core[0], 1)} height={barHeight} fill={paint} />}
      {!isOpen && <rect x={left} y={y} width={w} height={barHeight} rx={3} strokeWidth={1.25} {...outline} />}
      {isOpen && <path d={`M${left} ${y}h${w}M${left} ${y + barHeight}h${w}`} strokeWidth={1.25} {...outline} />}
      {double && <rect x={left - 2.5} y={y - 2.5} width={w + 5} height={barHeight + 5} rx={4} strokeWidth={1.25} {...outline} />}
      {span.openEnd === "ongoing" && <path d={`M${x1 - 1} ${y - 3}l8 ${barHeight / 2 + 3}l-8 ${barHeight / 2 + 3}z`} fill={paint} />}
    </>
  );
}

function clip(stretch: Stretch, scale: ScaleTime<number, number>, width: number): Stretch {
  const at = (ms: number) => Math.min(Math.max(scale(ms), 0), width - 9);
  return [at(stretch[0]), at(stretch[1])];
}
