import type { ViewClaimFragment } from "../../api";
import { formatList, useLocale, useWords } from "../../i18n";
import { sideOf } from "../model";
import { terms } from "../../statement/text";
import { commonWords } from "../words";
import { cardWords } from "./card-words";

/** Who is for a relation and who against it, with quotes and sources. */
export function CardClaims({ claims, total }: { claims: readonly ViewClaimFragment[]; total: number }) {
  const t = useWords(cardWords);
  return (
    <div className="card-claims">
      <h4>{t.who}</h4>
      {claims.length === 0 && <p className="thing-card-note">{t.nobody}</p>}
      {(["for", "neither", "against"] as const).map((side) => {
        const own = claims.filter((c) => sideOf(c.stance) === side);
        if (own.length === 0) return null;
        return (
          <section key={side} className={`claim-side claim-${side}`}>
            <h5>{t.sides[side]}</h5>
            <ul className="claim-list">
              {own.map((claim) => (
                <ClaimLine key={claim.id} claim={claim} />
              ))}
            </ul>
          </section>
        );
      })}
      {total > claims.length && <p className="thing-card-note">{`${claims.length} / ${total}`}</p>}
    </div>
  );
}

/** One claim: who, how, when, by whom relayed, in which words and where. */
export function ClaimLine({ claim }: { claim: ViewClaimFragment }) {
  const [t, c, { stance }, locale] = [useWords(cardWords), useWords(commonWords), useWords(terms), useLocale()];
  return (
    <li>
      <b>{claim.claimant?.name ?? c.source}</b> {stance[claim.stance]}
      {claim.saidAt && <span className="claim-when">, {claim.saidAt.text}</span>}
      {claim.via.length > 0 && <span className="claim-when">, {t.via(formatList(claim.via.map((v) => v.name), locale))}</span>}
      {claim.evidence.map((e, i) => (
        <blockquote key={i}>
          {e.quote && <q>{e.quote}</q>}
          <cite>
            {e.source.name}
            {e.locator?.paragraph && `, ¶ ${e.locator.paragraph}`}
            {e.locator?.page && `, p. ${e.locator.page}`}
            {e.locator?.timecode && `, ${e.locator.timecode}`}
          </cite>
        </blockquote>
      ))}
      {claim.note && <p className="claim-note">{claim.note.text}</p>}
      {claim.derivedFrom && (
        <p className="claim-note">
          {t.follows}: {claim.derivedFrom.name}
        </p>
      )}
    </li>
  );
}
