import type { Locale } from "../i18n";
import type { TimeLike } from "./date-text";

// How the API words the bounds of what is true as of a date: it began by then, and ended then or later.
const bounds: Record<Locale, { by: RegExp; orLater: RegExp }> = {
  en: { by: /^by (.+)$/, orLater: /^(.+) or later$/ },
  fr: { by: /^au plus tard (le .+)$/, orLater: /^(le .+) ou plus tard$/ },
};

const said = {
  en: { on: (day: string) => `true on ${day}`, within: (date: string) => `true at some time in ${date}`, between: (from: string, to: string) => `true at some time from ${from} to ${to}` },
  fr: {
    on: (day: string) => `vrai ${day}`,
    within: (date: string) => `vrai à un moment ${/^[ao]/.test(date) ? "d’" : "de "}${date}`,
    between: (from: string, to: string) => `vrai à un moment entre ${from} et ${to}`,
  },
};

/**
 * attestedText says a time of which no more is known than that something was true then. The API tells it by the bounds: no one EDTF
 * string says both, and the day that one of them names is the day of the other, or that of a month or year of which both are the ends.
 */
export function attestedText({ edtf, start, end }: TimeLike, locale: Locale): string | undefined {
  const [to] = bounds[locale].by.exec(start?.text ?? "")?.slice(1) ?? [];
  const [from] = bounds[locale].orLater.exec(end?.text ?? "")?.slice(1) ?? [];
  if (edtf || !to || !from) return undefined;
  const t = said[locale];
  if (from === to) return t.on(to);
  const whole = wholeOf(end?.edtf?.replace(/\/\.\.$/, ""), start?.edtf?.replace(/^\.\.\//, ""), locale);
  return whole ? t.within(whole) : t.between(from, to);
}

// The month or year that begins and ends on these days.
function wholeOf(from: string | undefined, to: string | undefined, locale: Locale): string | undefined {
  const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  const next = new Date(+last + 86_400_000);
  if (Number.isNaN(+first) || first.getUTCDate() !== 1 || next.getUTCDate() !== 1) return undefined;
  const span = (next.getUTCFullYear() - first.getUTCFullYear()) * 12 + next.getUTCMonth() - first.getUTCMonth();
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(first);
  if (span === 1) return write({ month: "long", year: "numeric" });
  return span === 12 && first.getUTCMonth() === 0 ? write({ year: "numeric" }) : undefined;
}
