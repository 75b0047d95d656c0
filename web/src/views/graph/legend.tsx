import { useWords } from "../../i18n";
import { sideOf, standings } from "../model";
import { StandingLine } from "../standing-mark";
import { terms } from "../../statement/text";
import { groupsOf, type Drawing } from "./draw";
import { graphWords } from "./graph-words";

/** What colours and lines mean; only those that are there. */
export function Legend({ drawing, colours, claimants }: { drawing: Drawing; colours: Map<string, string>; claimants: boolean }) {
  const [t, { standing, standingMeans }] = [useWords(graphWords), useWords(terms)];
  const groups = groupsOf(drawing.nodes);
  const drawn = [...drawing.edges.filter((e) => e.form !== "claim"), ...drawing.nodes.filter((n) => n.group === "relation")];
  const seen = new Set(drawn.map((d) => d.standing));
  const untold = seen.has(undefined);
  return (
    <details className="view-legend" ref={openIfRoomy}>
      <summary>{t.legend}</summary>
      <ul>
        {[...new Set(colours.values())].map((colour) => (
          <li key={colour}>
            <span className="view-dot" style={{ background: `var(${colour})` }} />
            {groups.filter((g) => colours.get(g.group) === colour).map((g) => g.label).join(", ")}
          </li>
        ))}
      </ul>
      <ul>
        {standings.filter((s) => seen.has(s)).map((s) => (
          <li key={s} title={standingMeans[s]}>
            <StandingLine standing={s} />
            {standing[s]}
          </li>
        ))}
        {untold && (
          <li>
            <StandingLine standing="UNKNOWN" />
            {t.untold}
          </li>
        )}
        {claimants && (
          <>
            <li style={{ color: "var(--for)" }}>→ {t.asserts}</li>
            <li style={{ color: "var(--against)" }}>⊣ {t.denies}</li>
            {drawing.edges.some((e) => e.form === "claim" && sideOf(e.stance) === "neither") && <li style={{ color: "var(--ink-2)" }}>┄ {t.asks}</li>}
          </>
        )}
      </ul>
      {drawing.nodes.some((n) => n.group === "relation") && <p>{t.node}</p>}
    </details>
  );
}

// On a small screen it is there on demand.
function openIfRoomy(details: HTMLDetailsElement | null) {
  if (details) details.open = (details.parentElement?.clientWidth ?? 0) > 480;
}
