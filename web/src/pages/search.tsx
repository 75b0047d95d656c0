import { SearchDocument, StatementsDocument, usePages, useQuery, type SearchQuery } from "../api";
import { Fragments } from "../find/type-ahead";
import { formatList, useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { plainest } from "../statement/plainest";
import { StandingBadge, StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import { voicesOf } from "../statement/voices";
import { More } from "./more";
import "./search.css";
import { Section } from "./section";
import { pageText } from "./text";
import { thingRoute } from "./thing-route";

/** What a search found: things, each with why it is a hit, and statements. */
export function SearchPage({ text }: { text: string }) {
  const t = useWords(pageText);
  useTitle(t.searchTitle(text));
  return (
    <>
      <h1>{t.searchTitle(text)}</h1>
      {text.trim() && <Found text={text.trim()} />}
    </>
  );
}

function Found({ text }: { text: string }) {
  const langs = useLangs();
  const variables = { text, langs };
  const things = usePages(SearchDocument, variables, ({ search }) => ({ ...search, nodes: search.edges }));
  // Whoever writes a sentence looks for a statement: of things, there is none that has all its words.
  const sentence = things.data && (things.data.partial || things.data.totalCount === 0);
  return (
    <>
      {sentence && <Said text={text} />}
      <Things text={text} pages={things} variables={variables} />
      {things.data && !sentence && <Said text={text} />}
    </>
  );
}

const saidAsked = 24;
const saidShown = 8;

function Said({ text }: { text: string }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { filter: { text }, orderBy: [{ field: "CLAIM_COUNT" as const, direction: "DESC" as const }], first: saidAsked, langs, lang };
  const asked = useQuery(StatementsDocument, variables);
  return (
    <Section title={t.said} query={StatementsDocument} variables={variables} {...(asked.data?.relations.totalCount !== 0 && { lead: t.saidLead })}>
      <Answered asked={asked}>
        {({ relations }) => (
          <>
            {relations.totalCount === 0 && <p className="page-meta">{t.noneSaid}</p>}
            <StatementList statements={plainest(relations.nodes, saidShown)} heading="h3" />
            {relations.totalCount > saidShown && (
              <p className="more">
                <Link to={{ page: "relations", text }}>{t.allSaid(relations.totalCount)}</Link>
              </p>
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}

type Found = ReturnType<typeof usePages<SearchQuery, object, SearchQuery["search"] & { nodes: SearchQuery["search"]["edges"] }>>;

function Things({ text, pages, variables }: { text: string; pages: Found; variables: object }) {
  const t = useWords(pageText);
  return (
    <Section title={t.things} query={SearchDocument} variables={variables}>
      <Answered asked={pages}>
        {({ nodes, totalCount, partial }) => (
          <>
            {nodes.length === 0 ? (
              <Empty title={t.noHits(text)}>
                <p>{t.noHitsWhy}</p>
              </Empty>
            ) : (
              <p className="page-meta" role="status">
                {t.hits(totalCount, partial)}
              </p>
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
    </Section>
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
      <h3 className="hit-name">
        {node.__typename === "Claim" && (
          <span className="hit-voice">
            {formatList(voicesOf(node).map((voice) => voice.name), locale)} {words.says(words.stance[node.stance])}{" "}
          </span>
        )}
        <Link to={node.__typename === "Claim" ? { page: "relation", key: node.relation.key } : thingRoute(node.__typename, node.key)}>{node.__typename === "Claim" ? node.relation.name : node.name}</Link>
        <span className="hit-kind">{what}</span>
      </h3>
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
