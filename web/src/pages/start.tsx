import { useEffect, useState } from "react";
import { AccusationsDocument, DisputedDocument, OverviewDocument, useQuery, type OverviewQuery, type Standing, type StatementFragment } from "../api";
import { TypeAhead } from "../find/type-ahead";
import { formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { loadExamples, questionOf, type Example } from "../playground/examples-data";
import { Link } from "../shell/link";
import { formatRoute, navigate } from "../shell/route";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StandingBadge, StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import "../statement/sides.css";
import { sides, type Side } from "../statement/voices";
import { ConnectForm } from "./connect-form";
import { Section } from "./section";
import "./start.css";
import { pageText } from "./text";

/** The first page: what there is, what is in dispute, and where to begin. */
export function StartPage() {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  useTitle(undefined);
  const overview = useQuery(OverviewDocument, { langs });
  const disputed = useQuery(DisputedDocument, { langs, lang });
  const accusations = useQuery(AccusationsDocument, { langs, lang });
  const counts = overview.data;
  const empty = counts?.relations.totalCount === 0 && counts.entities.totalCount === 0;
  return (
    <>
      <div className="hero">
        <h1>{t.startTitle}</h1>
        <p className="hero-lead">{counts && !empty && t.startLead(counts.relations.totalCount, counts.entities.totalCount)}</p>
        <search>
          <TypeAhead large label={t.searchLabel} onPick={(thing) => navigate({ page: "entity", key: thing.key })} onStatement={(key) => navigate({ page: "relation", key })} onText={(text) => navigate({ page: "search", text })} />
        </search>
        {counts && !empty && <Speakers overview={counts} />}
      </div>
      {empty && (
        <Empty title={t.startEmpty}>
          <p>{t.startEmptyWhy}</p>
        </Empty>
      )}
      <Section title={t.disputed} lead={t.disputedLead} query={DisputedDocument} variables={{ langs, lang }}>
        <Answered asked={disputed}>{({ claims }) => (claims.nodes.length > 0 ? <Disputes statements={claims.nodes.map((claim) => claim.relation)} /> : <p>{t.noDispute}</p>)}</Answered>
      </Section>
      {accusations.data?.relations.nodes.length !== 0 && (
        <Section title={t.accusations} lead={t.accusationsLead} query={AccusationsDocument} variables={{ langs, lang }}>
          <Answered asked={accusations}>{({ relations }) => <StatementList statements={relations.nodes} heading="h3" />}</Answered>
        </Section>
      )}
      <Section title={t.connectTitle} lead={t.connectLead}>
        <ConnectForm />
        <p className="more">
          <Link to={{ page: "compare" }}>{t.compareTitle}</Link>
        </p>
      </Section>
      <Section title={t.browse} query={OverviewDocument} variables={{ langs }}>
        <Answered asked={overview}>{(data) => <Browse overview={data} />}</Answered>
      </Section>
      <Questions />
    </>
  );
}

function Speakers({ overview }: { overview: OverviewQuery }) {
  const t = useWords(pageText);
  const buckets = overview.claims.facets[0]?.buckets ?? [];
  const speakers = buckets.flatMap(({ node }) => (node?.__typename === "Entity" ? [node] : []));
  if (speakers.length === 0) return null;
  return (
    <p className="speakers">
      <span>{t.speakers}</span>
      {speakers.map((speaker) => (
        <Link key={speaker.key} to={{ page: "entity", key: speaker.key }} className="chip">
          {speaker.name}
        </Link>
      ))}
    </p>
  );
}

const disputesShown = 4;

function Disputes({ statements }: { statements: readonly StatementFragment[] }) {
  const t = useWords(pageText);
  // Several may deny the same.
  const distinct = [...new Map(statements.map((s) => [s.id, s])).values()];
  return (
    <>
      <ul className="disputes">
        {distinct.slice(0, disputesShown).map((statement) => {
          const { reports, for: pro, against } = sides(statement);
          return (
            <li key={statement.id} className="dispute">
              <StandingBadge standing={statement.standing} />
              <h3>
                <Link to={{ page: "relation", key: statement.key }}>{statement.name}</Link>
              </h3>
              <div className="sides">
                <OneSide title={t.saysSo} voices={[...reports, ...pro.voices]} more={pro.more} />
                <OneSide title={t.saysNot} {...against} against />
              </div>
            </li>
          );
        })}
      </ul>
      {distinct.length > disputesShown && (
        <p className="more">
          <Link to={{ page: "relations", standing: "CONTESTED,DENIED" }}>{t.allDisputed}</Link>
        </p>
      )}
    </>
  );
}

function OneSide({ title, voices, more, against }: Side & { title: string; against?: boolean }) {
  const words = useWords(terms);
  return (
    <div className={`side${against ? " side-against" : ""}`}>
      <p className="side-title">{title}</p>
      <ul>
        {voices.map((voice) => (
          <li key={voice.key}>
            <Link to={{ page: voice.page, key: voice.key }}>{voice.name}</Link>
          </li>
        ))}
        {more > 0 && <li>{words.moreClaims(more)}</li>}
        {voices.length === 0 && more === 0 && <li>–</li>}
      </ul>
    </div>
  );
}

function Browse({ overview }: { overview: OverviewQuery }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const locale = useLocale();
  const facet = (key: string) => overview.relations.facets.find((f) => f.key === key);
  const types = facet("RELATION_TYPE");
  const moreTypes = types ? types.distinct - types.buckets.length : 0;
  return (
    <div className="browse">
      <div>
        <h3>{t.byStanding}</h3>
        <dl className="standings">
          {facet("STANDING")?.buckets.map(({ value, count }) => (
            <div key={value}>
              <dt>
                <Link to={{ page: "relations", standing: value }}>
                  <StandingBadge standing={value as Standing} />
                  <span className="count">{formatNumber(count, locale)}</span>
                </Link>
              </dt>
              <dd>{words.standingMeans[value as Standing]}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div>
        <h3>{t.byType}</h3>
        <ul className="types">
          {types?.buckets.map(({ value, count, node }) => (
            <li key={value}>
              <Link to={{ page: "relations", type: value }} className="chip">
                {/* With the types below it, as the list will have them. */}
                {node?.__typename === "RelationType" ? node.label.text : value} <span className="count">{formatNumber(node?.__typename === "RelationType" ? node.relationCount : count, locale)}</span>
              </Link>
            </li>
          ))}
          <li>
            <Link to={{ page: "relations" }} className="chip chip-more">
              {moreTypes > 0 ? t.more(moreTypes) : t.allTypes}
            </Link>
          </li>
        </ul>
      </div>
    </div>
  );
}

function Questions() {
  const t = useWords(pageText);
  const locale = useLocale();
  const [examples, setExamples] = useState<Example[]>([]);
  useEffect(() => void loadExamples().then(setExamples), []);
  if (examples.length === 0) return null;
  return (
    <Section title={t.questions} lead={t.questionsLead}>
      <ul className="questions">
        {examples.map((example) => (
          <li key={example.name}>
            <a href={formatRoute({ page: "playground", link: { query: example.query, variables: example.variables } })}>{questionOf(example, locale)}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
