import { Fragment } from "react";
import type { FullClaimFragment } from "../api";
import { formatList, useLocale, useWords } from "../i18n";
import { pageText } from "../pages/text";
import { Link } from "../shell/link";
import "./claims.css";
import { terms } from "./text";

interface Props {
  claim: FullClaimFragment;
  /** False where it is plain whose it is. */
  voice?: boolean;
  /** Key of the source whose page this is: it need not be named again. */
  within?: string;
}

/** One claim in full: whose it is, through whom, its quotes and where they stand. */
export function ClaimItem({ claim, voice = true, within }: Props) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const locale = useLocale();
  return (
    <div className="claim">
      {voice && (
        <p className="claim-voice">
          {claim.claimant ? <Link to={{ page: "entity", key: claim.claimant.key }}>{claim.claimant.name}</Link> : <OwnVoice claim={claim} />} <span>{words.stance[claim.stance]}</span>
        </p>
      )}
      {claim.note && <p>{claim.note.text}</p>}
      {claim.evidence.map(({ quote, lang, locator, source }, i) => (
        <Fragment key={i}>
          {quote && (
            <blockquote lang={lang ?? undefined}>
              <q>{quote}</q>
            </blockquote>
          )}
          <p className="claim-source" hidden={source.key === within}>
            <Link to={{ page: "source", key: source.key }}>{source.name}</Link>
            {locator?.paragraph && `, ${t.paragraph(locator.paragraph)}`}
            {locator?.page && `, ${t.pageNo(locator.page)}`}
            {locator?.timecode && `, ${locator.timecode}`}
          </p>
        </Fragment>
      ))}
      <p className="claim-meta">
        {claim.status !== "CURRENT" && <span className="claim-status">{words.status[claim.status]}</span>}
        {claim.saidAt && (
          <span>
            {t.sinceWhen} {claim.saidAt.text}
          </span>
        )}
        {claim.via.length > 0 && <span>{t.via(formatList(claim.via.map((v) => v.name), locale))}</span>}
        {claim.derivedFrom && (
          <span>
            {t.follows} <Link to={{ page: "relation", key: claim.derivedFrom.key }}>{claim.derivedFrom.name}</Link>
          </span>
        )}
      </p>
    </div>
  );
}

function OwnVoice({ claim }: { claim: FullClaimFragment }) {
  const t = useWords(pageText);
  const source = claim.evidence[0]?.source;
  if (!source) return null;
  const speaker = source.publisher;
  return (
    <>
      {speaker ? <Link to={{ page: "entity", key: speaker.key }}>{speaker.name}</Link> : <Link to={{ page: "source", key: source.key }}>{source.name}</Link>}
      <span>, {t.sourceItself},</span>
    </>
  );
}
