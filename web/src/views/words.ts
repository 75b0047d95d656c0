import { words } from "../i18n";

/** What a standing means, in plain words. */
export const standingWords = words({
  en: {
    STATED: { name: "stated", means: "a source says so in its own voice; nobody contradicts" },
    ALLEGED: { name: "alleged", means: "somebody says so; no source vouches for it" },
    CONTESTED: { name: "disputed", means: "some assert it, others deny it" },
    DENIED: { name: "denied", means: "only denials are known" },
    RETRACTED: { name: "retracted", means: "it was said, but no longer is" },
    MENTIONED: { name: "mentioned", means: "nobody says it is so: only demanded, threatened or asked" },
  },
  fr: {
    STATED: { name: "rapporté", means: "une source le dit en son propre nom ; personne ne le contredit" },
    ALLEGED: { name: "allégué", means: "quelqu’un le dit ; aucune source ne s’en porte garante" },
    CONTESTED: { name: "contesté", means: "les uns l’affirment, d’autres le nient" },
    DENIED: { name: "nié", means: "on n’en connaît que des démentis" },
    RETRACTED: { name: "retiré", means: "cela a été dit, mais ne l’est plus" },
    MENTIONED: { name: "évoqué", means: "personne ne dit que c’est le cas : on le demande, on en menace ou on s’interroge, sans plus" },
  },
});

/** What a claimant does. */
export const stanceWords = words({
  en: { ASSERTS: "asserts", SUPPORTS: "supports", QUESTIONS: "questions", DISPUTES: "disputes", DENIES: "denies" },
  fr: { ASSERTS: "affirme", SUPPORTS: "appuie", QUESTIONS: "s’interroge", DISPUTES: "conteste", DENIES: "nie" },
});

export const classWords = words({
  en: { Entity: "entity", Relation: "relation", Claim: "claim", Source: "source", Thing: "thing" },
  fr: { Entity: "entité", Relation: "relation", Claim: "déclaration", Source: "source", Thing: "chose" },
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
    nothingHint: "Les vues montrent des choses : entités, relations, déclarations et sources. Les totaux, facettes et types n’en sont pas ; voyez-les en JSON.",
    unnamed: "(sans nom dans la réponse)",
  },
});
