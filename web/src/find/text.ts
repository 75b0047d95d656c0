import { words } from "../i18n";

export const findText = words({
  en: {
    search: "Search",
    suggestions: "Suggestions",
    found: (n: number) => (n === 0 ? "no suggestion" : n === 1 ? "1 suggestion" : `${n} suggestions`),
  },
  fr: {
    search: "Chercher",
    suggestions: "Suggestions",
    found: (n) => (n === 0 ? "aucune suggestion" : n === 1 ? "1 suggestion" : `${n} suggestions`),
  },
});
