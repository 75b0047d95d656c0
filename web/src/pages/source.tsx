import { SourceClaimsDocument, SourcePageDocument, usePages, useQuery, type FullClaimFragment, type SourcePageQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { ClaimItem } from "../statement/claims";
import { StandingBadge } from "../statement/statement";
import { terms } from "../statement/text";
import { More } from "./more";
import { NotFound } from "./not-found";
import { Section } from "./section";
import { pageText } from "./text";
import "./thing.css";

type Source = NonNullable<SourcePageQuery["source"]>;
type Variables = { ref: { key: string }; langs: string[]; lang: string };

/** What was read, and what it says, in its own order. */
export function SourcePage({ id }: { id: string }) {
  const langs = useLangs();
  const lang = useLocale();
  const variables = { ref: { key: id }, langs, lang };
  const asked = useQuery(SourcePageDocument, variables);
  useTitle(asked.data?.source?.name);
  return <Answered asked={asked}>{({ source }) => (source ? <SourceShown source={source} variables={variables} /> : <NotFound id={id} />)}</Answered>;
}

function SourceShown({ source, variables }: { source: Source; variables: Variables }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const pages = usePages(SourceClaimsDocument, variables, (answer) => answer.source?.claims);
  return (
    <article>
      <header className="thing-head">
        <p className="thing-kind">
          {t.sourceKind} · {words.genres[source.genre] ?? source.genre} <ShowQuery query={SourcePageDocument} variables={variables} />
        </p>
        <h1 className="title-sentence" lang={source.lang ?? undefined}>
          {source.name}
        </h1>
        <dl className="facts">
          {source.publisher && (
            <div>
              <dt>{t.publisher}</dt>
              <dd>
                <Link to={{ page: "entity", key: source.publisher.key }}>{source.publisher.name}</Link>
              </dd>
            </div>
          )}
          {source.agency && (
            <div>
              <dt>{t.agency}</dt>
              <dd>
                <Link to={{ page: "entity", key: source.agency.key }}>{source.agency.name}</Link>
              </dd>
            </div>
          )}
          {source.publishedAt && (
            <div>
              <dt>{t.published}</dt>
              <dd>{source.publishedAt.text}</dd>
            </div>
          )}
        </dl>
        <p>
          <Link to={{ page: "compare", left: source.key }}>{t.compareWith}</Link>
        </p>
        {source.url && (
          <p>
            <a href={source.url} rel="noreferrer">
              {t.readIt}
            </a>
          </p>
        )}
      </header>
      <Section title={t.reads} query={SourceClaimsDocument} variables={variables}>
        <Answered asked={pages}>
          {({ nodes }) => (
            <>
              {nodes.length === 0 && <Empty title={t.noClaims} />}
              <ul className="statements">
                {nodes.map((claim) => (
                  <li key={claim.id} className="statement">
                    <p className="statement-when">{paragraph(claim.evidence, source.key, t.paragraph)}</p>
                    <div className="statement-body">
                      <h3 className="statement-name">
                        <Link to={{ page: "relation", key: claim.relation.key }}>{claim.relation.name}</Link>
                      </h3>
                      <StandingBadge standing={claim.relation.standing} />
                      <ClaimItem claim={claim} within={source.key} />
                    </div>
                  </li>
                ))}
              </ul>
              <More pages={pages} />
            </>
          )}
        </Answered>
      </Section>
    </article>
  );
}

function paragraph(evidence: FullClaimFragment["evidence"], source: string, say: (n: string) => string): string {
  const here = evidence.find((e) => e.source.key === source)?.locator?.paragraph;
  return here ? say(here) : "";
}
