import type { Locale } from "./locale";

/** formatNumber: 90,730 in English, 90 730 in French. */
export function formatNumber(n: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** formatList: “France, Mali and Russia”. */
export function formatList(items: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
}

const plurals = { en: new Intl.PluralRules("en"), fr: new Intl.PluralRules("fr") };

/** counted is a number with its noun: “1 relation”, “0 relations”; in French none is singular, too: « 0 relation ». */
export function counted(locale: Locale, n: number, one: string, other: string): string {
  return `${formatNumber(n, locale)} ${plurals[locale].select(n) === "one" ? one : other}`;
}
