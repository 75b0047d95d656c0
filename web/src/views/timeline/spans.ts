import type { Relation, Time } from "../model";

/** A stretch of time in milliseconds since 1970. */
export type Stretch = [from: number, to: number];

/** A relation on the axis of time. */
export interface Span {
  relation: Relation;
  /** When it may have held or happened; an end that is open is at the edge of the axis. */
  hull: Stretch;
  /** When it did for certain; absent if there is no such time. */
  core?: Stretch;
  /** How an end that has no bound is meant: it goes on, or nobody says when it began or ended. */
  openStart: boolean;
  openEnd?: "ongoing" | "unknown" | undefined;
  /** Marked approximate or uncertain: its bounds are not to be trusted to the day. */
  vague: boolean;
}

export interface Timeline {
  /** In order of time: earliest, then latest. */
  dated: Span[];
  undated: Relation[];
  /** From the first to the last bound that any relation gives, with a margin; undefined without any. */
  domain?: Stretch;
}

const day = 86_400_000;

/** timelineOf puts relations on an axis. Certain is from the latest start to the earliest end, possible from the earliest start to the latest end. */
export function timelineOf(relations: readonly Relation[]): Timeline {
  const bounds = relations.flatMap((r) => boundsOf(r.time));
  if (bounds.length === 0) return { dated: [], undated: [...relations] };
  const [first, last] = [Math.min(...bounds), Math.max(...bounds)];
  const margin = Math.max((last - first) * 0.04, 2 * day);
  const domain: Stretch = [first - margin, last + margin];
  const dated = relations.filter((r) => boundsOf(r.time).length > 0).map((r) => spanOf(r, r.time!, domain));
  dated.sort((a, b) => a.hull[0] - b.hull[0] || a.hull[1] - b.hull[1] || (a.relation.id < b.relation.id ? -1 : 1));
  return { dated, undated: relations.filter((r) => boundsOf(r.time).length === 0), domain };
}

function boundsOf(time: Time | undefined): number[] {
  return [time?.start?.earliest, time?.start?.latest, time?.end?.earliest, time?.end?.latest].filter((b) => b !== undefined);
}

function spanOf(relation: Relation, { start, end, ongoing }: Time, domain: Stretch): Span {
  const from = start?.earliest;
  const to = end?.latest ?? (end || ongoing ? undefined : latestOfMoment(start, relation.time));
  const core: [number | undefined, number | undefined] = [start?.latest, ongoing ? domain[1] : end?.earliest];
  const span: Span = {
    relation,
    hull: [from ?? domain[0], to ?? domain[1]],
    openStart: from === undefined,
    openEnd: to !== undefined ? undefined : ongoing ? "ongoing" : "unknown",
    vague: [start, end].some((d) => d?.approximate || d?.uncertain),
  };
  if (core[0] !== undefined && core[1] !== undefined && core[0] <= core[1]) span.core = [core[0], core[1]];
  return span;
}

// An answer that asks for `start` alone tells no end; a single date is its own.
function latestOfMoment(start: Time["start"], time: Time | undefined): number | undefined {
  return time?.edtf?.includes("/") ? undefined : start?.latest;
}

/** within are the spans that may have a moment in a stretch. */
export function within(spans: readonly Span[], stretch: Stretch | undefined): Span[] {
  return stretch ? spans.filter(({ hull }) => hull[0] <= stretch[1] && hull[1] >= stretch[0]) : [...spans];
}

/** density counts, for each of n equal parts of a domain, the spans that may lie in it. */
export function density(spans: readonly Span[], domain: Stretch, n: number): number[] {
  const width = (domain[1] - domain[0]) / n;
  const counts = new Array<number>(n).fill(0);
  for (const { hull } of spans) {
    const from = Math.max(0, Math.floor((hull[0] - domain[0]) / width));
    const to = Math.min(n - 1, Math.floor((hull[1] - domain[0]) / width));
    for (let i = from; i <= to; i++) counts[i]!++;
  }
  return counts;
}

/** focusOf is the middle one of the dates that spans give inside a stretch: where something happens. Undefined if all that is there goes on through it. */
export function focusOf(spans: readonly Span[], stretch: Stretch): number | undefined {
  const dates = spans.flatMap(({ relation }) => boundsOf(relation.time)).filter((d) => d >= stretch[0] && d <= stretch[1]);
  // One of them, not between two of them: there might be nothing between.
  return dates.sort((a, b) => a - b)[(dates.length - 1) >> 1];
}

/** zoomed is a stretch made smaller or larger around a moment, by itself its middle, and moved by a part of itself, inside the domain. */
export function zoomed(stretch: Stretch, domain: Stretch, factor: number, move = 0, around = (stretch[0] + stretch[1]) / 2): Stretch {
  const width = Math.min(Math.max((stretch[1] - stretch[0]) * factor, day), domain[1] - domain[0]);
  const middle = around + move * (stretch[1] - stretch[0]);
  const from = Math.min(Math.max(middle - width / 2, domain[0]), domain[1] - width);
  return [from, from + width];
}
