import { setting, useSetting } from "../shell/setting";

export const locales = ["en", "fr"] as const;
export type Locale = (typeof locales)[number];

/** The reader's language: as chosen, else the first of the browser's that there is. */
export const locale = setting<Locale>("demarche:locale", locales, () => preferred(globalThis.navigator?.languages ?? []));

export function preferred(languages: readonly string[]): Locale {
  for (const language of languages) {
    const known = locales.find((l) => l === language.toLowerCase().split("-")[0]);
    if (known) return known;
  }
  return "en";
}

/** What to pass as `langs`: labels in the reader's language, else in the other one. */
export function langsFor(locale: Locale): string[] {
  return locale === "fr" ? ["fr", "en"] : ["en", "fr"];
}

export const useLocale = (): Locale => useSetting(locale);
export const useLangs = (): string[] => langsFor(useLocale());
