import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../../i18n";
import type { Thing } from "../model";
import { QueryLink } from "../query-link";
import { classWords, commonWords } from "../words";
import { CardBody } from "./card-body";
import { cardWords } from "./card-words";
import { useCard } from "./use-card";

export interface ThingCardProps {
  /** What is known of the thing already; shown until the rest is there. */
  thing?: Thing | undefined;
  /** Its id; read under `asOf` it shows the thing as it was then. */
  id?: string | undefined;
  /** Its key, where there is no id. */
  thingKey?: string | undefined;
  /** Makes its name a way to its page. */
  onOpen?: ((thing: Thing) => void) | undefined;
  /** Another thing named in the card was picked. */
  onPick?: ((id: string) => void) | undefined;
  /** Adds what it is connected with to the drawing; absent: there is no such button. */
  onExpand?: ((thing: Thing) => Promise<void>) | undefined;
  /** Closes the card; absent: it stays. */
  onClose?: (() => void) | undefined;
}

/** ThingCard shows all about one thing: names, dates, claims, who asserts and who denies, quotes and sources. */
export function ThingCard({ thing: known, id = known?.id, thingKey = known?.key, onOpen, onPick, onExpand, onClose }: ThingCardProps) {
  const [t, c, classes] = [useWords(cardWords), useWords(commonWords), useWords(classWords)];
  const { thing, loading, error, retry, used } = useCard(id, thingKey);
  const name = thing?.name ?? known?.name ?? thingKey ?? "";
  const cls = thing?.__typename ?? known?.class ?? "Thing";
  const self: Thing | undefined = thing ? { id: thing.id, class: thing.__typename, key: thing.key, name: thing.name, found: true } : known;
  const title = useRef<HTMLHeadingElement>(null);
  const opener = useRef<Element | null>(null);
  // Who opened the card by key reads on in it, and is back at the drawing when it is closed.
  useEffect(() => {
    if (!onClose) return;
    opener.current = document.activeElement;
    title.current?.focus({ preventScroll: true });
    return () => (opener.current as HTMLElement | null)?.focus?.({ preventScroll: true });
  }, []);
  const kind = thing && "kind" in thing ? thing.kind.label.text : thing && "genre" in thing ? thing.genre : (known?.kind?.label ?? known?.kind?.key);

  return (
    <aside className="thing-card" aria-label={t.card(name)} onKeyDown={(e) => e.key === "Escape" && onClose?.()}>
      <header>
        <p className="thing-card-class">
          {cls === "Relation" || cls === "Claim" || !kind ? classes[cls] : kind}
        </p>
        {onClose && (
          <button type="button" className="view-button thing-card-close" aria-label={t.close} onClick={onClose}>
            ×
          </button>
        )}
        <h3 ref={title} tabIndex={-1}>
          {onOpen && self && (cls === "Entity" || cls === "Relation" || cls === "Source") ? <button type="button" className="view-pick" onClick={() => onOpen(self)}>{name}</button> : name || c.unnamed}
        </h3>
      </header>
      {!used && <p className="thing-card-note">{t.unknown}</p>}
      {loading && !thing && <p className="thing-card-note" role="status">{c.loading}</p>}
      {error && <CardError retry={retry}>{error.message}</CardError>}
      {used && !loading && !error && !thing && <p className="thing-card-note">{t.gone}</p>}
      {thing && <CardBody thing={thing} onPick={onPick} />}
      <footer>
        {onExpand && self && used && (
          <button type="button" className="view-button view-primary" title={t.expandHint} onClick={() => void onExpand(self)}>
            {t.expand}
          </button>
        )}
        {used && <QueryLink {...used} />}
        {thing && <span className="thing-card-count">{t.relations(thing.relations.totalCount)}</span>}
      </footer>
    </aside>
  );
}

function CardError({ retry, children }: { retry: () => void; children: ReactNode }) {
  const c = useWords(commonWords);
  return (
    <p className="view-error" role="alert">
      {children}{" "}
      <button type="button" className="query-link" onClick={retry}>
        {c.retry}
      </button>
    </p>
  );
}
