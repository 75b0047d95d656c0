import { useId } from "react";
import type { ScaleTime } from "d3-scale";
import { useLocale } from "../../i18n";
import { timeText } from "../date-text";
import { strokes } from "../graph/style";
import { standings, type Relation } from "../model";
import type { Span, Stretch } from "./spans";

const top = 26;
const barHeight = 10;
const letter = 6.4;

// Where there is no room for both beside each other, the date has a line of its own below the name.
const wide = { row: 38, bar: 20 };
const narrow = { row: 54, bar: 36 };
const narrowBelow = 480;

interface BarsProps {
  spans: readonly Span[];
  scale: ScaleTime<number, number>;
  width: number;
  label: string;
  picked: string | undefined;
  onPick: (relation: Relation) => void;
}

/** The rows of dated relations below their axis: pale where they may have been, full where they were for certain. */
export function Bars({ spans, scale, width, label, picked, onPick }: BarsProps) {
  const [id, locale] = [useId(), useLocale()];
  const { row, bar } = width < narrowBelow ? narrow : wide;
  const height = top + Math.max(spans.length, 1) * row;
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 110)));
  const format = scale.tickFormat();
  return (
    <svg className="timeline-bars" width={width} height={height} role="group" aria-label={label}>
      <defs>
        {standings.flatMap((s) =>
          ([0, 1] as const).map((end) => (
            <linearGradient key={s + end} id={`${id}${s}${end}`} x1={end} x2={1 - end}>
              <stop offset="0" stopColor={`var(${strokes[s].colour})`} stopOpacity={0} />
              <stop offset="1" stopColor={`var(${strokes[s].colour})`} stopOpacity={0.3} />
            </linearGradient>
          )),
        )}
      </defs>
      {ticks.map((tick) => (
        <g key={+tick} transform={`translate(${scale(tick)} 0)`}>
          <line y1={18} y2={height} stroke="var(--line)" />
          <text y={13} textAnchor="middle" fontSize={11} fill="var(--ink-2)">
            {tickText(tick, locale, format)}
          </text>
        </g>
      ))}
      {spans.map((span, i) => {
        const { relation } = span;
        const when = timeText(relation.time, locale);
        const [x0] = clip(span.hull, scale, width);
        const title = relation.name || relation.type?.label || "";
        return (
          <g
            key={relation.id}
            className={`timeline-row${picked === relation.id ? " picked" : ""}`}
            transform={`translate(0 ${top + i * row})`}
            tabIndex={0}
            role="button"
            aria-label={`${title}, ${when}, ${relation.standing ?? ""}`}
            onClick={() => onPick(relation)}
            onKeyDown={(e) => {
              if (e.key !== "Enter" && e.key !== " ") return;
              e.preventDefault();
              onPick(relation);
            }}
          >
            <rect width={width} height={row} fill="transparent" />
            <Label x={x0} width={width} title={title} when={when} />
            <Bar span={span} y={bar} scale={scale} width={width} gradients={id} />
          </g>
        );
      })}
    </svg>
  );
}

// The label begins where the bar does, unless it would run out of the picture.
function Label({ x, width, title, when }: { x: number; width: number; title: string; when: string }) {
  const stacked = width < narrowBelow;
  const letters = Math.floor((width - 12) / letter) - (stacked ? 0 : when.length + 2);
  const short = title.length > letters ? `${title.slice(0, Math.max(8, letters - 1)).trimEnd()}…` : title;
  const needed = (stacked ? Math.max(short.length, when.length) + 1 : short.length + when.length + 2) * letter;
  const left = Math.max(4, Math.min(x, width - needed));
  return (
    <text x={left} y={14} fontSize={12} fill="var(--ink)">
      {short}
      <tspan {...(stacked ? { x: left, dy: 15 } : { dx: 8 })} fill="var(--ink-2)" fontSize={11}>
        {when}
      </tspan>
    </text>
  );
}

function Bar({ span, y, scale, width, gradients }: { span: Span; y: number; scale: ScaleTime<number, number>; width: number; gradients: string }) {
  const standing = span.relation.standing ?? "STATED";
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

// The scale's own format is English; its granularity is followed in the reader's language.
function tickText(tick: Date, locale: string, format: (d: Date) => string): string {
  const english = format(tick);
  if (/^\d{4}$/.test(english)) return english;
  const options: Intl.DateTimeFormatOptions = /^[A-Z][a-z]+$/.test(english) && tick.getUTCDate() === 1 ? { month: "short", year: "2-digit" } : /[:.]/.test(english) ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(tick);
}
