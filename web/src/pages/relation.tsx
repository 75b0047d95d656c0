import { RelationPageDocument, useQuery, type RelationPageQuery, type SideOfClaimsFragment } from "../api";
import { formatNumber, useLangs, useLocale, useWords, type Locale } from "../i18n";
import { Link } from "../shell/link";
import { ShowQuery } from "../shell/show-query";
import { Answered } from "../shell/states";
import { useTitle } from "../shell/title";
import { ClaimItem } from "../statement/claims";
import { StandingBadge, StatementList, WhoSaysSo } from "../statement/statement";
import { terms } from "../statement/text";
import "../statement/sides.css";
import { sides } from "../statement/voices";
import { timeText } from "../views/date-text";
import { Around } from "./around";
import { NotFound } from "./not-found";
import { Section } from "./section";
import { pageText } from "./text";
import { thingRoute } from "./thing-route";
import "./thing.css";

type Relation = NonNullable<RelationPageQuery["relation"]>;

/** One statement: who says so, who denies it, in which words and where. */
export function RelationPage({ id }: { id: string }) {
  const langs = useLangs();
  const lang = useLocale();
  const variables = { ref: { key: id }, langs, lang };
  const asked = useQuery(RelationPageDocument, variables);
  useTitle(asked.data?.relation?.name);
  return <Answered asked={asked}>{({ relation }) => (relation ? <RelationShown relation={relation} variables={variables} /> : <NotFound id={id} />)}</Answered>;
}

function RelationShown({ relation, variables }: { relation: Relation; variables: unknown }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const moreAbout = relation.relations.totalCount - relation.relations.nodes.length;
  return (
    <article>
      <header className="thing-head">
        <p className="thing-kind">
          {t.relationKind} · <Link to={{ page: "relations", type: relation.type.key }}>{relation.type.label.text}</Link> <ShowQuery query={RelationPageDocument} variables={variables} />
        </p>
        <h1 className="title-sentence">{relation.name}</h1>
      </header>
      <div className={`verdict verdict-${relation.standing.toLowerCase()}`}>
        <StandingBadge standing={relation.standing} />
        <p className="verdict-voices">
          <WhoSaysSo {...sides(relation)} />
        </p>
        <p className="verdict-means">{words.standingMeans[relation.standing]}</p>
      </div>
      <div className="sides claim-sides">
        <ClaimSide title={t.claimsFor} claims={relation.for} />
        <ClaimSide title={t.claimsAgainst} claims={relation.against} look="against" />
      </div>
      {relation.asks.totalCount > 0 && <ClaimSide title={t.claimsAsk} claims={relation.asks} look="apart" />}
      {relation.takenBack.totalCount > 0 && <ClaimSide title={t.claimsTakenBack} claims={relation.takenBack} look="apart" />}
      <Facts relation={relation} />
      {relation.relations.nodes.length > 0 && (
        <Section title={t.aboutIt} query={RelationPageDocument} variables={variables}>
          <StatementList statements={relation.relations.nodes} heading="h3" />
          {moreAbout > 0 && <p className="page-meta">{t.more(moreAbout)}</p>}
        </Section>
      )}
      <Around id={relation.key} views={["graph", "timeline"]} />
    </article>
  );
}

function ClaimSide({ title, claims: { nodes, totalCount }, look }: { title: string; claims: SideOfClaimsFragment; look?: "against" | "apart" }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const more = totalCount - nodes.length;
  return (
    <section className={`side${look ? ` side-${look}` : ""}`} aria-label={title}>
      <h2 className="side-title">{title}</h2>
      {totalCount === 0 && <p className="side-none">{t.nobody}</p>}
      <ul>
        {nodes.map((claim) => (
          <li key={claim.id}>
            <ClaimItem claim={claim} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="page-meta">{words.moreClaims(more)}</p>}
    </section>
  );
}

function Facts({ relation }: { relation: Relation }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const locale = useLocale();
  return (
    <Section title={t.takesPart}>
      <dl className="facts facts-rows">
        {relation.participants.map(({ role, node, mention }) => (
          <div key={`${role.key} ${node.key}`}>
            <dt>{role.label.text}</dt>
            <dd>
              <Link to={thingRoute(node.__typename, node.key)}>{node.name}</Link>
              {mention && <span className="name-kind"> {t.mention(mention)}</span>}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t.when}</dt>
          <dd>
            {timeText(relation.time, locale) || words.undated}
            {relation.time?.edtf && <code className="edtf">{relation.time.edtf}</code>}
          </dd>
        </div>
        {relation.place && (
          <div>
            <dt>{t.where}</dt>
            <dd>
              <Link to={{ page: "entity", key: relation.place.key }}>{relation.place.name}</Link>
            </dd>
          </div>
        )}
        {relation.quantities.map((q) => (
          <div key={q.key}>
            <dt>{q.key}</dt>
            <dd>{quantity(q, locale)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function quantity({ value, min, max, unit }: Relation["quantities"][number], locale: Locale): string {
  const range = min !== null && max !== null ? `${formatNumber(min, locale)}–${formatNumber(max, locale)}` : formatNumber(value, locale);
  return unit ? `${range} ${unit}` : range;
}
