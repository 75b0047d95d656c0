import { words } from "../../i18n";

export const pluginWords = words({
  en: {
    views: "Views of the response",
    names: { json: "JSON", graph: "Graph", timeline: "Timeline", claims: "Claims" },
    empty: "Run a query to see its answer here.",
    failed: "The query failed; the JSON says why.",
    again: "Also asked for this view:",
    query: (n: number) => `query ${n}`,
    then: "Shown as it was then; the JSON is as you asked.",
    part: "Only a part of the answer could be given:",
    plain: "The answer has no ids to ask on by, so things are told apart by their names.",
    wide: "Full width",
    narrow: "Beside the query",
    loading: "Asking for what the view needs…",
  },
  fr: {
    views: "Vues de la réponse",
    names: { json: "JSON", graph: "Graphe", timeline: "Chronologie", claims: "Prises de position" },
    empty: "Exécutez une requête pour voir sa réponse ici.",
    failed: "La requête a échoué ; le JSON dit pourquoi.",
    again: "Aussi demandé pour cette vue :",
    query: (n) => `requête ${n}`,
    then: "Montré tel qu’alors ; le JSON est tel que demandé.",
    part: "Seule une partie de la réponse a pu être donnée :",
    plain: "La réponse n’a pas d’identifiants ; les choses y sont distinguées par leurs noms.",
    wide: "Pleine largeur",
    narrow: "À côté de la requête",
    loading: "On demande ce qu’il faut à la vue…",
  },
});
