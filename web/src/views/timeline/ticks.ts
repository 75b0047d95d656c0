import type { Locale } from "../../i18n";

// As dates are written elsewhere: the day before the month.
const tags: Record<Locale, string> = { en: "en-GB", fr: "fr" };

/** tickText says a tick of the axis by what begins there: a year, a month, a day, or an hour. In UTC, as all dates are. */
export function tickText(tick: Date, locale: Locale): string {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tags[locale], { ...options, timeZone: "UTC" }).format(tick);
  if (tick.getUTCHours() > 0 || tick.getUTCMinutes() > 0) return format({ hour: "2-digit", minute: "2-digit" });
  if (tick.getUTCDate() > 1) return format({ day: "numeric", month: "short" });
  if (tick.getUTCMonth() > 0) return format({ month: "short", year: "numeric" });
  return `${tick.getUTCFullYear()}`;
}
