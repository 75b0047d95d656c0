import { useState } from "react";
import { CompareDocument, usePages, type ClaimFilter, type CompareQuery, type NamedFragment, type Verdict } from "../api";
import { formatList, formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { Answered, Empty, Loading } from "../shell/states";
import { useTitle } from "../shell/title";
import { ClaimItem } from "../statement/claims";
import { StandingBadge } from "../statement/statement";
import { terms } from "../statement/text";
import { timeText } from "../views/date-text";
import { More } from "./more";
import { Pair } from "./pair";
import { Section } from "./section";
import "../statement/sides.css";
import "./compare.css";
import { pageText } from "./text";
import { useThing } from "./use-thing";

/** What two claimants say, or two sources, statement by statement. */
export function ComparePage({ left, right }: { left: string | undefined; right: string | undefined }) {
  const t = useWords(pageText);
  useTitle(t.compareTitle);
  return (
    <>
      <h1>{t.compareTitle}</h1>
      <p className="hero-lead">{t.compareLead}</p>
      <Pair from={left} to={right} labels={[t.oneSide, t.otherSide]} route={({ from, to }) => ({ page: "compare", left: from, right: to })} />
      {left && right && (left === right ? <Empty title={t.sameEnds} /> : <Sides left={left} right={right} />)}
    </>
  );
}

function Sides({ left, right }: { left: string; right: string }) {
  const t = useWords(pageText);
  const [one, other] = [useThing(left), useThing(right)];
  if (one.data === undefined || other.data === undefined) return <Loading />;
  const silent = [one.data, other.data].findIndex((thing) => !sideOf(thing));
  if (silent >= 0) return <Empty title={t.noVoice([left, right][silent]!)} />;
  return <Compared key={`${left} ${right}`} left={one.data!} right={other.data!} />;
}

// A claimant is whoever says something; what something is written in, a source.
function sideOf(thing: NamedFragment | null): ClaimFilter | undefined {
  if (thing?.__typename === "Entity") return { claimant: { ref: [{ key: thing.key }] } };
  if (thing?.__typename === "Source") return { source: [{ key: thing.key }] };
  return undefined;
}

function Compared({ left, right }: { left: NamedFragment; right: NamedFragment }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const [verdict, setVerdict] = useState<Verdict>();
  const variables = { left: sideOf(left)!, right: sideOf(right)!, ...(verdict && { verdicts: [verdict] }), langs, lang };
  const pages = usePages(CompareDocument, variables, ({ compare }) => compare);
  return (
    <Section title={t.pathsBetween(left.name, right.name)} query={CompareDocument} variables={variables}>
      <Answered asked={pages}>
        {({ nodes, verdicts }) => (
          <>
            <div role="group" aria-label={t.byVerdict} className="filters">
              {verdicts.map(({ value, count }) => (
                <button key={value} type="button" className="chip" disabled={count === 0 && value !== verdict} aria-pressed={value === verdict} onClick={() => setVerdict(value === verdict ? undefined : (value as Verdict))}>
                  {t.verdicts(value as Verdict, left.name, right.name)} <span className="count">{formatNumber(count, lang)}</span>
                </button>
              ))}
            </div>
            {nodes.length === 0 && <Empty title={verdict ? t.noneSoFar : t.neitherSpeaks} />}
            <ul className="comparisons">
              {nodes.map((node) => (
                <Row key={node.relation.key} comparison={node} left={left} right={right} />
              ))}
            </ul>
            <More pages={pages} />
          </>
        )}
      </Answered>
    </Section>
  );
}

type Comparison = CompareQuery["compare"]["nodes"][number];

function Row({ comparison: { relation, verdict, conflictOn, left: one, right: other }, left, right }: { comparison: Comparison; left: NamedFragment; right: NamedFragment }) {
  const t = useWords(pageText);
  const locale = useLocale();
  return (
    <li className={`comparison${verdict === "CONFLICT" ? " comparison-conflict" : ""}`}>
      <h3 className="statement-name">
        <Link to={{ page: "relation", key: relation.key }}>{relation.name}</Link>
      </h3>
      <p className="statement-voices">
        <StandingBadge standing={relation.standing} /> {timeText(relation.time, locale)}{" "}
        {verdict === "CONFLICT" && <strong className="conflict-on">{t.conflict(formatList(conflictOn.map((on) => t.conflictOn[on]), locale))}</strong>}
      </p>
      <div className="sides">
        <Side of={left} claims={one} />
        <Side of={right} claims={other} />
      </div>
    </li>
  );
}

// What a source has of others is theirs, and they are named.
function Side({ of, claims }: { of: NamedFragment; claims: Comparison["left"] }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const voices = of.__typename === "Source";
  const against = claims.some((claim) => claim.stance === "DENIES" || claim.stance === "DISPUTES");
  return (
    <div className={`side${against ? " side-against" : claims.length === 0 ? " side-apart" : ""}`}>
      <p className="side-title">{of.name}</p>
      {claims.length === 0 && <p>{t.saysNothing}</p>}
      {claims.map((claim) => (
        <div key={claim.id}>
          {!voices && (
            <p>
              <b>{words.stance[claim.stance]}</b>
            </p>
          )}
          <ClaimItem claim={claim} voice={voices} {...(voices && { within: of.key })} />
        </div>
      ))}
    </div>
  );
}
