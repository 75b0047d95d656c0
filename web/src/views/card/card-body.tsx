import type { ReactNode } from "react";
import type { ViewRelationFragment } from "../../api";
import { useLocale, useWords } from "../../i18n";
import { dateText, timeText } from "../date-text";
import { read } from "../extract/read";
import { readTime } from "../extract/times";
import type { Time } from "../model";
import { terms } from "../../statement/text";
import { StandingMark } from "../standing-mark";
import { commonWords } from "../words";
import { CardClaims, ClaimLine } from "./card-claims";
import { cardWords } from "./card-words";
import type { CardThing } from "./use-card";

type Pick = ((id: string) => void) | undefined;
type Of<T extends CardThing["__typename"]> = Extract<CardThing, { __typename: T }>;

/** What there is to say of a thing of each class. */
export function CardBody({ thing, onPick }: { thing: CardThing; onPick: Pick }) {
  switch (thing.__typename) {
    case "Entity":
      return <EntityBody entity={thing} />;
    case "Relation":
      return <RelationBody relation={thing} onPick={onPick} />;
    case "Source":
      return <SourceBody source={thing} onPick={onPick} />;
    case "Claim":
      return <ClaimBody claim={thing} onPick={onPick} />;
  }
}

function EntityBody({ entity }: { entity: Of<"Entity"> }) {
  const [t, { nameKind }] = [useWords(cardWords), useWords(terms)];
  const others = entity.names.filter((n) => n.text !== entity.name);
  return (
    <>
      {entity.description && <p lang={entity.description.lang}>{entity.description.text}</p>}
      <dl>
        {others.length > 0 && (
          <Row label={t.names}>
            <ul className="thing-card-names">
              {others.map((n, i) => (
                <li key={i}>
                  <span lang={n.lang ?? undefined}>{n.text}</span> <small>{nameKind[n.kind]}</small>
                </li>
              ))}
            </ul>
          </Row>
        )}
        {entity.externalIds.length > 0 && (
          <Row label={t.codes}>{entity.externalIds.map((x) => `${x.scheme} ${x.code}`).join(", ")}</Row>
        )}
      </dl>
    </>
  );
}

function RelationBody({ relation, onPick }: { relation: Of<"Relation">; onPick: Pick }) {
  const [t, c, locale] = [useWords(cardWords), useWords(commonWords), useLocale()];
  return (
    <>
      <p>
        <StandingMark standing={relation.standing} explained />
      </p>
      <dl>
        {relation.participants.map((p, i) => (
          <Row key={i} label={p.role.label.text}>
            <Name thing={p.node} onPick={onPick} />
          </Row>
        ))}
        <Row label={c.date}>{timeText(toTime(relation.time), locale) || c.undated}</Row>
        {relation.place && (
          <Row label={t.place}>
            <Name thing={relation.place} onPick={onPick} />
          </Row>
        )}
      </dl>
      <CardClaims claims={relation.claims.nodes} total={relation.claims.totalCount} />
    </>
  );
}

function SourceBody({ source, onPick }: { source: Of<"Source">; onPick: Pick }) {
  const t = useWords(cardWords);
  return (
    <dl>
      {source.publisher && (
        <Row label={t.publisher}>
          <Name thing={source.publisher} onPick={onPick} />
        </Row>
      )}
      {source.publishedAt && <Row label={t.published}>{dateText(source.publishedAt as { text: string })}</Row>}
      {source.url && <Row label="URL">{source.url}</Row>}
    </dl>
  );
}

function ClaimBody({ claim, onPick }: { claim: Of<"Claim">; onPick: Pick }) {
  const t = useWords(cardWords);
  return (
    <>
      <dl>
        <Row label={t.about}>
          <Name thing={claim.relation} onPick={onPick} />
        </Row>
      </dl>
      <ul className="claim-list">
        <ClaimLine claim={claim} />
      </ul>
    </>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Name({ thing, onPick }: { thing: { id: string; name: string }; onPick: Pick }) {
  if (!onPick) return thing.name;
  return (
    <button type="button" className="view-pick" onClick={() => onPick(thing.id)}>
      {thing.name}
    </button>
  );
}

function toTime(time: ViewRelationFragment["time"]): Time | undefined {
  return time ? readTime(read(time as unknown as Record<string, unknown>, undefined)) : undefined;
}
