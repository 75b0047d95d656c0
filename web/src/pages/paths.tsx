import { ChainsDocument, useQuery, type ChainsQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StandingBadge } from "../statement/statement";
import { timeText } from "../views/date-text";
import { ConnectForm } from "./connect-form";
import { Drawn } from "./drawn";
import "./paths.css";
import "./thing.css";
import { Section } from "./section";
import { pageText } from "./text";
import { thingRoute } from "./thing-route";

type Chain = ChainsQuery["paths"]["paths"][number];
type Step = Chain["steps"][number];

/** The shortest chains of statements between two things. */
export function PathsPage({ from, to }: { from: string | undefined; to: string | undefined }) {
  const t = useWords(pageText);
  useTitle(t.pathsTitle);
  return (
    <>
      <h1>{t.pathsTitle}</h1>
      <p className="hero-lead">{t.pathsLead}</p>
      <ConnectForm from={from} to={to} />
      {from && to && (from === to ? <Empty title={t.sameEnds} /> : <Chains key={`${from} ${to}`} from={from} to={to} />)}
    </>
  );
}

function Chains({ from, to }: { from: string; to: string }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { from: { key: from }, to: { key: to }, langs, lang };
  const asked = useQuery(ChainsDocument, variables);
  const ends = asked.data?.paths.paths[0]?.steps;
  const title = ends ? t.pathsBetween(ends[0]!.from.name, ends.at(-1)!.to.name) : t.pathsTitle;
  return (
    <Section title={title} query={ChainsDocument} variables={variables}>
      <Answered asked={asked}>
        {({ paths }) => (
          <>
            {!paths.complete && <Empty title={t.incomplete} />}
            {paths.complete && paths.paths.length === 0 && (
              <Empty title={t.noChain}>
                <p>{t.noChainWhy}</p>
              </Empty>
            )}
            <ol className="chains">
              {paths.paths.map((chain, i) => (
                <li key={i}>
                  <h3 className="chain-title">
                    {t.chain(i + 1)} <span className="count">{t.steps(chain.length)}</span>
                  </h3>
                  <ChainDrawn chain={chain} />
                </li>
              ))}
            </ol>
            {paths.paths.length > 0 && <Drawn data={paths} name={`${from}-${to}`} />}
          </>
        )}
      </Answered>
    </Section>
  );
}

// A chain is drawn as what it is to read: a list of things, with the statement
// between two of them on a line in the style of its standing.
function ChainDrawn({ chain: { steps } }: { chain: Chain }) {
  return (
    <ol className="chain">
      {steps.map((step, i) => (
        <li key={i} className="chain-step">
          {i === 0 && <Stop thing={step.from} />}
          <Between step={step} />
          <Stop thing={step.to} />
        </li>
      ))}
    </ol>
  );
}

function Stop({ thing }: { thing: Step["from"] }) {
  const standing = thing.__typename === "Relation" ? ` stop-${thing.standing.toLowerCase()}` : "";
  return (
    <p className={`stop stop-${thing.__typename.toLowerCase()}${standing}`}>
      <Link to={thingRoute(thing.__typename, thing.key)}>{thing.name}</Link>
      {thing.__typename === "Entity" && <span className="stop-kind">{thing.kind.label.text}</span>}
      {thing.__typename === "Relation" && (
        // No line leads to the first of a chain: the stop itself has to say it.
        <span className="stop-kind">
          <StandingBadge standing={thing.standing} />
        </span>
      )}
    </p>
  );
}

function Between({ step: { role, relation, otherRole, to, from } }: { step: Step }) {
  const locale = useLocale();
  const line = `between between-${relation.standing.toLowerCase()}`;
  // Into a relation or out of it: the relation is a stop itself, and has said what it is.
  if (relation.key === to.key || relation.key === from.key) {
    return (
      <p className={line}>
        <span className="between-roles">{(role ?? otherRole)?.label.text}</span>
      </p>
    );
  }
  return (
    <div className={line}>
      <p className="between-name">
        <Link to={{ page: "relation", key: relation.key }}>{relation.name}</Link>
      </p>
      <p className="between-roles">
        <StandingBadge standing={relation.standing} /> {timeText(relation.time, locale)}
      </p>
      <p className="between-roles visually-hidden">
        {role?.label.text} – {otherRole?.label.text}
      </p>
    </div>
  );
}
