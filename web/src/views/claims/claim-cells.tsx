import { useWords } from "../../i18n";
import { dateText } from "../date-text";
import { isCurrent, nameOf, sideOf, type Claim, type Graph, type Relation } from "../model";
import { StandingMark } from "../standing-mark";
import { terms } from "../../statement/text";
import { commonWords } from "../words";
import { claimsWords } from "./claims-words";

/** The stance of a claim, and since when. */
export function StanceCell({ claim }: { claim: Claim }) {
  const [t, { stance }] = [useWords(claimsWords), useWords(terms)];
  const side = sideOf(claim.stance);
  return (
    <div className={`stance stance-${side}`}>
      <b>
        <span aria-hidden="true">{{ for: "✓ ", against: "✕ ", neither: "? " }[side]}</span>
        {claim.stance ? stance[claim.stance] : "…"}
      </b>
      {claim.saidAt && <span className="claim-when"> {dateText(claim.saidAt)}</span>}
      {!isCurrent(claim) && <div className="claim-note">{t.taken}</div>}
    </div>
  );
}

/** What a claim is on, with what all claims on it amount to. */
export function StatementCell({ relation, onPick }: { relation: Relation | undefined; onPick: (id: string) => void }) {
  const c = useWords(commonWords);
  if (!relation) return <>{c.unnamed}</>;
  return (
    <>
      <button type="button" className="view-pick" onClick={() => onPick(relation.id)}>
        {relation.name || c.unnamed}
      </button>
      {relation.standing && (
        <div>
          <StandingMark standing={relation.standing} />
        </div>
      )}
    </>
  );
}

/** The words in which a claim was made, and where they can be read. */
export function EvidenceCell({ claim, graph }: { claim: Claim; graph: Graph }) {
  return (
    <div className="claim-list">
      {claim.evidence.map((e, i) => (
        <blockquote key={i}>
          {e.quote && <q>{e.quote}</q>}
          <cite>{[nameOf(graph, e.source), e.locator].filter(Boolean).join(", ")}</cite>
        </blockquote>
      ))}
      {claim.note && <p className="claim-note">{claim.note}</p>}
    </div>
  );
}
