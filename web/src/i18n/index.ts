export { counted, formatList, formatNumber } from "./format";
export { langsFor, locale, locales, useLangs, useLocale, type Locale } from "./locale";
export { useWords, words, type Words } from "./text";
