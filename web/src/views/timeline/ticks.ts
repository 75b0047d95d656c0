import type { Locale } from "../../i18n";

// As dates are written elsewhere: the day before the month.
const tags: Record<Locale, string> = { en: "en-GB", fr: "fr" };

/**
 * tickText says a tick of the axis by what begins there: a year, a month, a day, or an hour; and the rest of its date if that is not
 * the one of the tick before. In UTC, as all dates are.
 */
export function tickText(tick: Date, before: Date | undefined, locale: Locale): string {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tags[locale], { ...options, timeZone: "UTC" }).format(tick);
  const day = (withYear: boolean) => format({ day: "numeric", month: "short", ...(withYear && { year: "numeric" }) });
  const sameYear = tick.getUTCFullYear() === before?.getUTCFullYear();
  if (tick.getUTCHours() > 0 || tick.getUTCMinutes() > 0) {
    const hour = format({ hour: "2-digit", minute: "2-digit" });
    return dayOf(tick) === dayOf(before) ? hour : `${day(!sameYear)}, ${hour}`;
  }
  if (tick.getUTCDate() > 1) return day(!sameYear);
  if (tick.getUTCMonth() > 0) return format({ month: "short", year: "numeric" });
  return `${tick.getUTCFullYear()}`;
}

const dayOf = (date: Date | undefined) => date?.toISOString().slice(0, 10);

/** A tick with its text, and where the middle of that is. */
export interface TickLabel {
  tick: Date;
  text: string;
  x: number;
}

// Pixels between two texts.
const gap = 8;

/** tickLabels are the ticks that have room for their texts on an axis: all, or every second one, or every third … */
export function tickLabels(ticks: readonly Date[], at: (tick: Date) => number, width: number, locale: Locale, measure: (text: string) => number): TickLabel[] {
  for (let step = 1; ; step++) {
    const labels = ticks
      .filter((_, i) => i % step === 0)
      .map((tick, i, chosen) => {
        const text = tickText(tick, chosen[i - 1], locale);
        const wide = measure(text);
        return { tick, text, wide, x: Math.max(wide / 2, Math.min(at(tick), width - wide / 2)) };
      });
    if (labels.every((l, i) => i === 0 || l.x - labels[i - 1]!.x >= (l.wide + labels[i - 1]!.wide) / 2 + gap)) return labels;
  }
}
