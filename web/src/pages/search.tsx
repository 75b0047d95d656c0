import { SearchDocument, usePages, type SearchQuery } from "../api";
import { Fragments } from "../find/type-ahead";
import { formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import type { Route } from "../shell/route";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StandingBadge } from "../statement/statement";
import { terms } from "../statement/text";
import { More } from "./more";
import "./search.css";
import { pageText } from "./text";

/** What a search found, and why each is a hit. */
export function SearchPage({ text }: { text: string }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const locale = useLocale();
  useTitle(t.searchTitle(text));
  return (
    <>
      <h1>{t.searchTitle(text)}</h1>
      {text.trim() && <Hits text={text.trim()} langs={langs} locale={locale} />}
    </>
  );
}

function Hits({ text, langs, locale }: { text: string; langs: string[]; locale: "en" | "fr" }) {
  const t = useWords(pageText);
  const variables = { text, langs };
  const pages = usePages(SearchDocument, variables, ({ search }) => ({ ...search, nodes: search.edges }));
  return (
    <Answered asked={pages}>
      {({ nodes, totalCount }) => (
        <>
          <p className="page-meta" role="status">
            {t.hits(nodes.length, formatNumber(totalCount, locale))} <ShowQuery query={SearchDocument} variables={variables} />
          </p>
          {nodes.length === 0 && (
            <Empty title={t.noHits(text)}>
              <p>{t.noHitsWhy}</p>
            </Empty>
          )}
          <ol className="hits">
            {nodes.map((hit) => (
              <HitItem key={hit.node.key} hit={hit} />
            ))}
          </ol>
          <More pages={pages} />
        </>
      )}
    </Answered>
  );
}

type Hit = SearchQuery["search"]["edges"][number];

function HitItem({ hit: { node, matches } }: { hit: Hit }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const what = node.__typename === "Entity" ? node.kind.label.text : node.__typename === "Source" ? node.genre : t.classes[node.__typename];
  return (
    <li className="hit">
      <h2 className="hit-name">
        <Link to={routeOf(node)}>{node.__typename === "Claim" ? node.relation.name : node.name}</Link>
        <span className="hit-kind">{what}</span>
      </h2>
      {node.__typename === "Entity" && node.description && <p>{node.description.text}</p>}
      {node.__typename === "Claim" && <StandingBadge standing={node.relation.standing} />}
      <ul className="hit-why">
        {matches.slice(0, 3).map((match, i) => (
          <li key={i}>
            <span className="hit-field">{match.nameKind ? words.nameKind[match.nameKind] : t.fields[match.field]}</span>
            <q>
              <Fragments fragments={match.fragments} />
            </q>
          </li>
        ))}
      </ul>
    </li>
  );
}

// A claim is shown with what it is on.
function routeOf(node: Hit["node"]): Route {
  switch (node.__typename) {
    case "Entity":
      return { page: "entity", key: node.key };
    case "Source":
      return { page: "source", key: node.key };
    case "Claim":
      return { page: "relation", key: node.relation.key };
    case "Relation":
      return { page: "relation", key: node.key };
  }
}
