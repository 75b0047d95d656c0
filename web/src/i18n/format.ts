import type { Locale } from "./locale";

/** formatNumber: 90,730 in English, 90 730 in French. */
export function formatNumber(n: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** formatList: “France, Mali and Russia”. */
export function formatList(items: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
}
