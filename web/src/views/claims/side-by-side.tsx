import { useContext, useMemo, useState } from "react";
import { ViewCompareDocument } from "../../api";
import { useLangs, useWords } from "../../i18n";
import { Link } from "../../shell/link";
import type { Claim, Graph } from "../model";
import { Nothing } from "../notices";
import { OpenQuery, QueryLink } from "../query-link";
import { EvidenceCell, StanceCell, StatementCell } from "./claim-cells";
import { claimsWords } from "./claims-words";
import { claimantsOf, compare, filterOf, keyOf, sourcesOf, voiceOf, type Side } from "./statements";

/** Two claimants or two sources of an answer, held against each other statement by statement. */
export function SideBySide({ graph, onPick }: { graph: Graph; onPick: (id: string) => void }) {
  const t = useWords(claimsWords);
  const [claimants, sources] = useMemo(() => [claimantsOf(graph), sourcesOf(graph)], [graph]);
  const all = [...claimants, ...sources];
  const [ids, setIds] = useState(() => mostOpposed(claimants.length > 1 ? claimants : sources));
  const [left, right] = ids.map((id) => all.find((s) => s.id === id));
  if (claimants.length < 2 && sources.length < 2) return <Nothing><p>{t.noSides}</p></Nothing>;

  const choose = (at: 0 | 1, label: string) => (
    <label>
      {label}{" "}
      <select value={ids[at]} onChange={(e) => setIds(at === 0 ? [e.target.value, ids[1]] : [ids[0], e.target.value])}>
        <Options label={t.claimants} sides={claimants} />
        <Options label={t.sources} sides={sources} />
      </select>
    </label>
  );
  return (
    <div className="view-tables" tabIndex={0} role="region" aria-label={t.sideBySide}>
      <div className="sides-choice">
        {choose(0, t.left)}
        {choose(1, t.right)}
        {left && right && <Whole graph={graph} left={left} right={right} />}
      </div>
      {left && right && (
        <table className="view-table sides-table">
          <thead>
            <tr>
              <th scope="col">{t.statement}</th>
              <th scope="col">{voiceOf(left, t)}</th>
              <th scope="col">{voiceOf(right, t)}</th>
              <th scope="col">{t.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {compare(left, right).map((row) => (
              <tr key={row.relation.id} className={`verdict-${row.verdict}`}>
                <th scope="row"><StatementCell relation={row.relation} onPick={onPick} /></th>
                <Claims claims={row.left} graph={graph} label={voiceOf(left, t)} />
                <Claims claims={row.right} graph={graph} label={voiceOf(right, t)} />
                <td>{row.verdict === "CONFLICT" ? <b className="conflict">{t.verdicts.CONFLICT}</b> : t.verdicts[row.verdict]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

// The same two, whatever the answer has of them: on a page of the explorer, or as a query where queries are written.
function Whole({ graph, left, right }: { graph: Graph; left: Side; right: Side }) {
  const [t, langs] = [useWords(claimsWords), useLangs()];
  const inPlayground = useContext(OpenQuery) !== undefined;
  const [one, other] = [filterOf(graph, left), filterOf(graph, right)];
  if (!one || !other) return null;
  if (!inPlayground) return <Link to={{ page: "compare", left: keyOf(graph, left), right: keyOf(graph, right) }}>{t.whole}</Link>;
  return (
    <QueryLink query={ViewCompareDocument} variables={{ left: one, right: other, langs, lang: langs[0] }}>
      {t.whole}
    </QueryLink>
  );
}

function Options({ label, sides }: { label: string; sides: Side[] }) {
  const t = useWords(claimsWords);
  if (sides.length === 0) return null;
  return (
    <optgroup label={label}>
      {sides.map((s) => (
        <option key={s.id} value={s.id}>
          {voiceOf(s, t)}
        </option>
      ))}
    </optgroup>
  );
}

function Claims({ claims, graph, label }: { claims: Claim[]; graph: Graph; label: string }) {
  return (
    <td data-label={label}>
      {claims.length === 0 && "—"}
      {claims.map((claim) => (
        <div key={claim.id} className="side-claim">
          <StanceCell claim={claim} />
          <EvidenceCell claim={claim} graph={graph} />
        </div>
      ))}
    </td>
  );
}

// Who contradict each other most is shown first.
function mostOpposed(sides: Side[]): [string, string] {
  let best: [string, string] = [sides[0]?.id ?? "", sides[1]?.id ?? sides[0]?.id ?? ""];
  let most = 0;
  const some = sides.slice(0, 20);
  some.forEach((a, i) =>
    some.slice(i + 1).forEach((b) => {
      const conflicts = compare(a, b).filter((row) => row.verdict === "CONFLICT").length;
      if (conflicts > most) [best, most] = [[a.id, b.id], conflicts];
    }),
  );
  return best;
}
