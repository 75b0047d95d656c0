import { useWords, words } from "../i18n";

const text = words({
  en: { loading: "Loading…" },
  fr: { loading: "Chargement…" },
});

/** Loading holds the place of what is on its way. */
export function Loading() {
  const t = useWords(text);
  return (
    <p className="loading" role="status">
      {t.loading}
    </p>
  );
}
