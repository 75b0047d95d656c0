import { EntityClaimsDocument, EntityPageDocument, EntityRelationsDocument, usePages, useQuery, type EntityPageQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { navigate } from "../shell/route";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { ClaimItem } from "../statement/claims";
import { StandingBadge, StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import { Around } from "./around";
import "./thing.css";
import { More } from "./more";
import { NotFound } from "./not-found";
import { Section } from "./section";
import { Speech } from "./speech";
import { pageText } from "./text";
import { TypeChips } from "./type-chips";

type Entity = NonNullable<EntityPageQuery["entity"]>;

/** Who or what something is, what is said about it and what it says itself. */
export function EntityPage({ id, type }: { id: string; type: string | undefined }) {
  const langs = useLangs();
  const variables = { ref: { key: id }, langs };
  const asked = useQuery(EntityPageDocument, variables);
  useTitle(asked.data?.entity?.label.text);
  return <Answered asked={asked}>{({ entity }) => (entity ? <EntityShown entity={entity} type={type} variables={variables} /> : <NotFound id={id} />)}</Answered>;
}

function EntityShown({ entity, type, variables }: { entity: Entity; type: string | undefined; variables: unknown }) {
  const t = useWords(pageText);
  return (
    <article>
      <header className="thing-head">
        <p className="thing-kind">
          {entity.kind.label.text} <ShowQuery query={EntityPageDocument} variables={variables} />
        </p>
        <h1 lang={entity.label.lang}>{entity.label.text}</h1>
        {entity.description && <p className="hero-lead" lang={entity.description.lang}>{entity.description.text}</p>}
        <Names entity={entity} />
        <nav aria-label={t.onThisPage} className="on-page">
          <a href="#around">{t.around}</a>
          <a href="#statements">{t.statements}</a>
          {entity.claimsMade.totalCount > 0 && <a href="#says">{t.says(entity.label.text)}</a>}
          <Link to={{ page: "paths", from: entity.key }}>{t.connectTo}</Link>
          {entity.claimsMade.totalCount > 0 && <Link to={{ page: "compare", left: entity.key }}>{t.compareWith}</Link>}
        </nav>
      </header>
      <Around id={entity.key} />
      <Statements entity={entity} type={type} />
      {entity.claimsMade.totalCount > 0 && <Says entity={entity} />}
      <Speech id={entity.key} name={entity.label.text} />
    </article>
  );
}

function Names({ entity }: { entity: Entity }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const others = entity.names.filter((name) => name.text !== entity.label.text);
  return (
    <dl className="facts">
      {others.length > 0 && (
        <div>
          <dt>{t.otherNames}</dt>
          <dd>
            <ul className="names">
              {others.map(({ text, lang, kind }) => (
                <li key={`${kind} ${lang} ${text}`}>
                  <span className="name" lang={lang ?? undefined}>
                    {text}
                  </span>{" "}
                  <span className="name-kind">
                    {words.nameKind[kind]}
                    {lang && `, ${words.languages[lang] ?? lang}`}
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {entity.externalIds.length > 0 && (
        <div>
          <dt>{t.codes}</dt>
          <dd>
            {entity.externalIds.map(({ scheme, code, url }) => (
              <span key={scheme + code} className="chip">
                {url ? (
                  <a href={url} rel="noreferrer">
                    {scheme} {code}
                  </a>
                ) : (
                  `${scheme} ${code}`
                )}
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Statements({ entity, type }: { entity: Entity; type: string | undefined }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { ref: { key: entity.key }, ...(type && { filter: { type: [type] } }), langs, lang };
  const pages = usePages(EntityRelationsDocument, variables, (answer) => answer.entity?.relations);
  const [types] = entity.relations.types;
  const claimants = entity.relations.claimants[0] ?? { distinct: 0, buckets: [] };
  const unlisted = claimants.distinct - claimants.buckets.length;
  const speakers = claimants.buckets.flatMap(({ node }) => (node?.__typename === "Entity" && node.key !== entity.key ? [node] : []));
  return (
    <Section title={t.statements} query={EntityRelationsDocument} variables={variables} anchor="statements">
      {entity.relations.totalCount === 0 ? (
        <Empty title={t.noStatements} />
      ) : (
        <>
          {speakers.length > 0 && (
            <p className="speakers">
              <span>{t.speakersOn}</span>
              {speakers.map((speaker) => (
                <Link key={speaker.key} to={{ page: "entity", key: speaker.key }} className="chip">
                  {speaker.name}
                </Link>
              ))}
              {unlisted > 0 && <span>{t.more(unlisted)}</span>}
            </p>
          )}
          <TypeChips buckets={types?.buckets ?? []} chosen={type} total={entity.relations.totalCount} onChoose={(next) => navigate({ page: "entity", key: entity.key, type: next }, { replace: true })} />
          <Answered asked={pages}>
            {({ nodes }) => (
              <>
                {nodes.length === 0 && <Empty title={t.noneOfThese} />}
                <StatementList statements={nodes} heading="h3" />
                <More pages={pages} />
              </>
            )}
          </Answered>
        </>
      )}
    </Section>
  );
}

function Says({ entity }: { entity: Entity }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { ref: { key: entity.key }, langs, lang };
  const pages = usePages(EntityClaimsDocument, variables, (answer) => answer.entity?.claimsMade);
  return (
    <Section title={t.says(entity.label.text)} query={EntityClaimsDocument} variables={variables} anchor="says">
      <Answered asked={pages}>
        {({ nodes }) => (
          <>
            <ul className="statements">
              {nodes.map((claim) => (
                <li key={claim.id} className="statement">
                  <p className="statement-when">{words.stance[claim.stance]}</p>
                  <div className="statement-body">
                    <h3 className="statement-name">
                      <Link to={{ page: "relation", key: claim.relation.key }}>{claim.relation.name}</Link>
                    </h3>
                    <StandingBadge standing={claim.relation.standing} />
                    <ClaimItem claim={claim} voice={false} />
                  </div>
                </li>
              ))}
            </ul>
            <More pages={pages} />
          </>
        )}
      </Answered>
    </Section>
  );
}
