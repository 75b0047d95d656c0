import { words } from "../i18n";

export const classWords = words({
  en: { Entity: "entity", Relation: "relation", Claim: "claim", Source: "source", Thing: "thing" },
  fr: { Entity: "entité", Relation: "relation", Claim: "prise de position", Source: "source", Thing: "chose" },
});

/** Words that all views share. */
export const commonWords = words({
  en: {
    showQuery: "Show as query",
    table: "Table",
    retry: "Try again",
    loading: "Loading…",
    source: "The source itself",
    undated: "no date",
    relation: "Relation",
    standing: "Standing",
    date: "Date",
    nothing: "There is nothing to draw in this answer.",
    nothingHint: "Views draw things: entities, relations, claims and sources. Counts, facets and kinds are no things; look at them as JSON.",
    unnamed: "(no name in the answer)",
  },
  fr: {
    showQuery: "Voir la requête",
    table: "Tableau",
    retry: "Réessayer",
    loading: "Chargement…",
    source: "La source elle-même",
    undated: "sans date",
    relation: "Relation",
    standing: "Statut",
    date: "Date",
    nothing: "Cette réponse ne contient rien à dessiner.",
    nothingHint: "Les vues montrent des choses : entités, relations, prises de position et sources. Les totaux, facettes et types n’en sont pas ; voyez-les en JSON.",
    unnamed: "(sans nom dans la réponse)",
  },
});
