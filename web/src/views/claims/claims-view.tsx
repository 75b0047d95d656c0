import { useMemo, useState, type ReactNode } from "react";
import { useWords } from "../../i18n";
import { Picker } from "../card/picker";
import { stances, type Graph, type Stance, type Thing } from "../model";
import { Nothing, Notices } from "../notices";
import { terms } from "../../statement/text";
import { EvidenceCell, StanceCell, StatementCell } from "./claim-cells";
import { claimsWords } from "./claims-words";
import { SideBySide } from "./side-by-side";
import { claimantsOf, voiceOf, type Side } from "./statements";

export interface ClaimsViewProps {
  /** Whose claims to show. */
  graph: Graph;
  /** See GraphView. */
  onOpen?: ((thing: Thing) => void) | undefined;
  children?: ReactNode;
}

/** ClaimsView is a table of statements by claimant; two claimants, or two sources, also side by side. */
export function ClaimsView({ graph, onOpen, children }: ClaimsViewProps) {
  const [t, { stance: names }] = [useWords(claimsWords), useWords(terms)];
  const [sides, setSides] = useState(false);
  const [stance, setStance] = useState<Stance | "">("");
  const [picked, setPicked] = useState<string>();
  const claimants = useMemo(() => claimantsOf(graph), [graph]);
  if (claimants.length === 0) {
    return (
      <Nothing>
        <p>{t.nothing}</p>
        <p>
          <code>{t.hint}</code>
        </p>
      </Nothing>
    );
  }
  const all = claimants.flatMap((c) => c.statements);
  return (
    <section className="view view-claims" aria-label={t.claims}>
      <div className="view-bar" role="toolbar" aria-label={t.claims}>
        <button type="button" className="view-button" aria-pressed={!sides} onClick={() => setSides(false)}>
          {t.by}
        </button>
        <button type="button" className="view-button" aria-pressed={sides} onClick={() => setSides(true)}>
          {t.sideBySide}
        </button>
        {!sides && (
          <select aria-label={t.stance} value={stance} onChange={(e) => setStance(e.target.value as Stance | "")}>
            <option value="">{t.all}</option>
            {stances.filter((s) => all.some(({ claim }) => claim.stance === s)).map((s) => (
              <option key={s} value={s}>
                {names[s]}
              </option>
            ))}
          </select>
        )}
        {children}
        <span className="view-count">{t.count(all.length, claimants.length)}</span>
      </div>
      <Notices graph={graph} />
      <div className="view-stage">
        {sides ? <SideBySide graph={graph} onPick={setPicked} /> : <ByClaimant claimants={claimants} stance={stance} graph={graph} onPick={setPicked} />}
        <Picker picked={picked} graph={graph} onOpen={onOpen} onPick={setPicked} />
      </div>
    </section>
  );
}

function ByClaimant({ claimants, stance, graph, onPick }: { claimants: Side[]; stance: Stance | ""; graph: Graph; onPick: (id: string) => void }) {
  const t = useWords(claimsWords);
  return (
    <div className="view-tables" tabIndex={0} role="region" aria-label={t.by}>
      <table className="view-table claims-table">
        <thead>
          <tr>
            <th scope="col">{t.stance}</th>
            <th scope="col">{t.statement}</th>
            <th scope="col">{t.evidence}</th>
          </tr>
        </thead>
        {claimants.map((side) => {
          const rows = side.statements.filter(({ claim }) => !stance || claim.stance === stance);
          if (rows.length === 0) return null;
          return (
            <tbody key={side.id}>
              <tr className="claimant">
                <th scope="rowgroup" colSpan={3}>
                  {side.thing ? (
                    <button type="button" className="view-pick" onClick={() => onPick(side.thing!)}>
                      {side.name}
                    </button>
                  ) : (
                    voiceOf(side, t)
                  )}
                </th>
              </tr>
              {rows.map(({ claim, relation }) => (
                <tr key={claim.id}>
                  <td><StanceCell claim={claim} /></td>
                  <td><StatementCell relation={relation} onPick={onPick} /></td>
                  <td><EvidenceCell claim={claim} graph={graph} /></td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}
