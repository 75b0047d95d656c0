import { SearchDocument, usePages, type SearchQuery } from "../api";
import { Fragments } from "../find/type-ahead";
import { formatList, useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StandingBadge } from "../statement/statement";
import { terms } from "../statement/text";
import { voicesOf } from "../statement/voices";
import { More } from "./more";
import "./search.css";
import { pageText } from "./text";
import { thingRoute } from "./thing-route";

/** What a search found, and why each is a hit. */
export function SearchPage({ text }: { text: string }) {
  const t = useWords(pageText);
  const langs = useLangs();
  useTitle(t.searchTitle(text));
  return (
    <>
      <h1>{t.searchTitle(text)}</h1>
      {text.trim() && <Hits text={text.trim()} langs={langs} />}
    </>
  );
}

function Hits({ text, langs }: { text: string; langs: string[] }) {
  const t = useWords(pageText);
  const variables = { text, langs };
  const pages = usePages(SearchDocument, variables, ({ search }) => ({ ...search, nodes: search.edges }));
  return (
    <Answered asked={pages}>
      {({ nodes, totalCount }) => (
        <>
          <p className="page-meta" role="status">
            {t.hits(totalCount)} <ShowQuery query={SearchDocument} variables={variables} />
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
  const locale = useLocale();
  const what = node.__typename === "Entity" ? node.kind.label.text : node.__typename === "Source" ? (words.genres[node.genre] ?? node.genre) : t.classes[node.__typename];
  return (
    <li className="hit">
      <h2 className="hit-name">
        {node.__typename === "Claim" && (
          <span className="hit-voice">
            {formatList(voicesOf(node).map((voice) => voice.name), locale)} {words.says(words.stance[node.stance])}{" "}
          </span>
        )}
        <Link to={node.__typename === "Claim" ? { page: "relation", key: node.relation.key } : thingRoute(node.__typename, node.key)}>{node.__typename === "Claim" ? node.relation.name : node.name}</Link>
        <span className="hit-kind">{what}</span>
      </h2>
      {node.__typename === "Entity" && node.description && <p>{node.description.text}</p>}
      {node.__typename === "Claim" && <StandingBadge standing={node.relation.standing} />}
      {node.__typename === "Claim" && node.status !== "CURRENT" && <p>{words.status[node.status]}</p>}
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
