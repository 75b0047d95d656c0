import { useLocale, type Locale } from "./locale";

/** The words of one part of the page in each language; functions where they depend on something. */
export type Words<T> = Record<Locale, T>;

/**
 * words declares them. French has to have exactly what English has:
 *
 *     const text = words({ en: { hits: (n: number) => `${n} hits` }, fr: { hits: (n) => `${n} résultats` } });
 *     const t = useWords(text); // in a component: t.hits(3)
 */
export function words<T extends Record<string, unknown>>(both: { en: T; fr: NoInfer<T> }): Words<T> {
  return both;
}

export function useWords<T>(words: Words<T>): T {
  return words[useLocale()];
}
