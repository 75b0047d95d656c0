import { Fragment, type ReactNode } from "react";
import type { Standing, StatementFragment } from "../api";
import { useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import { timeText } from "../views/date-text";
import "./statement.css";
import { terms } from "./text";
import { sides, type Sides, type Voice } from "./voices";

/** A standing as a word with a mark of its own shape: colour alone tells nobody anything. */
export function StandingBadge({ standing }: { standing: Standing }) {
  const t = useWords(terms);
  return (
    <span className={`standing standing-${standing.toLowerCase()}`} title={t.standingMeans[standing]}>
      {t.standing[standing]}
    </span>
  );
}

/** One statement of a list: when, what, and who says or denies it. */
export function StatementItem({ statement, heading }: { statement: StatementFragment; heading?: "h3" }) {
  const t = useWords(terms);
  const locale = useLocale();
  const Name = heading ?? "p";
  return (
    <li className="statement">
      <p className={`statement-when${statement.time ? "" : " statement-undated"}`}>{timeText(statement.time, locale) || t.undated}</p>
      <div className="statement-body">
        <Name className="statement-name">
          <Link to={{ page: "relation", key: statement.key }}>{statement.name}</Link>
        </Name>
        <p className="statement-voices">
          <StandingBadge standing={statement.standing} /> <WhoSaysSo {...sides(statement)} />
        </p>
        <About statement={statement} />
      </div>
    </li>
  );
}

// That France accuses the junta is stated; what it accuses it of is disputed. Both have to be seen.
function About({ statement }: { statement: StatementFragment }) {
  const t = useWords(terms);
  const doubtful = new Set(statement.participants.flatMap(({ node }) => (node.__typename === "Relation" && node.standing !== "STATED" ? [node.standing] : [])));
  if (doubtful.size === 0) return null;
  return (
    <p className="statement-voices">
      {t.aboutWhat}{" "}
      {[...doubtful].map((standing) => (
        <StandingBadge key={standing} standing={standing} />
      ))}
    </p>
  );
}

export function StatementList({ statements, heading }: { statements: readonly StatementFragment[]; heading?: "h3" }) {
  return (
    <ul className="statements">
      {statements.map((statement) => (
        <StatementItem key={statement.id} statement={statement} {...(heading && { heading })} />
      ))}
    </ul>
  );
}

/** “France and France's allies say so; Malian junta denies it.” */
export function WhoSaysSo({ reports, for: pro, against, asks }: Sides) {
  const t = useWords(terms);
  const clauses: ReactNode[] = [];
  const clause = (voices: Voice[], verb: string, more = 0) => {
    if (voices.length > 0) {
      clauses.push(
        <span key={verb}>
          <Voices voices={voices} /> {verb}
          {more > 0 && ` (${t.moreClaims(more)})`}
        </span>,
      );
    }
  };
  clause(reports, t.reports, pro.voices.length > 0 ? 0 : pro.more);
  clause(pro.voices, t.asserts(pro.voices.length > 1), pro.more);
  clause(against.voices, t.denies(against.voices.length > 1), against.more);
  clause(asks.voices, t.questions(asks.voices.length > 1), asks.more);
  return clauses.map((c, i) => (
    <Fragment key={i}>
      {i > 0 && "; "}
      {c}
    </Fragment>
  ));
}

function Voices({ voices }: { voices: Voice[] }) {
  const shown = voices.slice(0, 4);
  return (
    <>
      {shown.map((voice, i) => (
        <Fragment key={voice.key}>
          {i > 0 && ", "}
          <Link to={{ page: voice.page, key: voice.key }}>{voice.name}</Link>
        </Fragment>
      ))}
      {voices.length > shown.length && " …"}
    </>
  );
}
