import { useLocale, type Locale } from "./locale";

/** The words of one part of the page in each language; functions where they depend on something. */
export type Words<T> = Record<Locale, T>;

/**
 * words declares them. French has to have exactly what English has:
 *
 *     const text = words({ en: { hits: (n: number) => `${n} hits` }, fr: { hits: (n) => `${n} résultats` } });
 *     const t = useWords(text); // in a component: t.hits(3)
 */
export function words<T extends Record<string, unknown>>(both: { en: T; fr: NoInfer<Widened<T>> }): Words<Widened<T>> {
  return both as Words<Widened<T>>;
}

// Any words will do for the other language, not only the same ones.
type Widened<T> = T extends string ? string : T extends (...args: infer A) => infer R ? (...args: A) => Widened<R> : T extends object ? { [K in keyof T]: Widened<T[K]> } : T;

export function useWords<T>(words: Words<T>): T {
  return words[useLocale()];
}
