import { useEffect, useId, useState, type FormEvent, type KeyboardEvent } from "react";
import { SuggestDocument, SuggestStatementsDocument, useQuery, type SuggestQuery, type SuggestStatementsQuery } from "../api";
import { useLangs, useWords } from "../i18n";
import { Failure } from "../shell/states";
import { plainest } from "../statement/plainest";
import { StandingBadge } from "../statement/statement";
import { terms } from "../statement/text";
import { findText } from "./text";
import "./type-ahead.css";

export interface Picked {
  key: string;
  name: string;
}

interface Props {
  /** For screen readers, and in the empty box. */
  label: string;
  /** What stands in the box at first. */
  initial?: string;
  /** Shows the label above the box. */
  visibleLabel?: boolean;
  onPick: (thing: Picked) => void;
  /** Takes the key of a statement. Absent, only names are suggested. */
  onStatement?: (key: string) => void;
  /** What Enter does without a choice; absent, Enter takes the first suggestion. */
  onText?: (text: string) => void;
  /** Told when Enter would take the first suggestion and nothing is called so; with "" when the box is emptied. */
  onNothing?: (text: string) => void;
  large?: boolean;
}

const pause = 120; // milliseconds without a key before it asks
const shortest = 3; // letters that can tell a statement from another
const statementsShown = 4;

/** TypeAhead is a combobox over names and statements, as in the ARIA Authoring Practices: list, arrows, Escape. */
export function TypeAhead({ label, initial = "", visibleLabel, onPick, onStatement, onText, onNothing, large }: Props) {
  const t = useWords(findText);
  const langs = useLangs();
  const id = useId();
  const [text, setText] = useState(initial);
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState<string>();
  const prefix = useSettled(text.trim(), pause);
  const asked = open && prefix !== "";
  const { data, loading, error, retry } = useQuery(SuggestDocument, asked ? { prefix, langs } : undefined);
  const said = useQuery(SuggestStatementsDocument, asked && onStatement && prefix.length >= shortest ? { text: prefix, langs } : undefined);
  // What was suggested for the text before stays until there is something newer, but Enter takes none of it.
  const fresh = asked && prefix === text.trim() && !loading;
  const found: Suggested[] = asked && text.trim() ? [...(data?.suggest ?? []), ...(onStatement && prefix.length >= shortest ? plainest(said.data?.relations.nodes ?? [], statementsShown) : [])] : [];
  // What is chosen stays chosen while newer suggestions still have it.
  const active = found.findIndex((hit) => keyOf(hit) === chosen);
  // Whoever presses Enter before the suggestions have come gets the first of them when it comes.
  const [awaited, setAwaited] = useState(false);
  useEffect(() => {
    if (!awaited || !fresh || error) return;
    setAwaited(false);
    if (found[0]) pick(found[0]);
    else onNothing?.(prefix);
  }, [awaited, fresh, error]);

  const pick = (hit: Suggested) => {
    setOpen(false);
    if ("standing" in hit) return onStatement?.(hit.key);
    setText(hit.node.name);
    onPick({ key: hit.node.key, name: hit.node.name });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (found[active]) pick(found[active]);
    else if (onText && text.trim()) {
      setOpen(false);
      onText(text.trim());
    } else if (text.trim()) {
      setOpen(true);
      setAwaited(true);
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place is the text itself, before the first and after the last.
      const next = found[((active + 1 + step + found.length + 1) % (found.length + 1)) - 1];
      choose(next && keyOf(next));
    } else if (event.key === "Escape" && found.length > 0) {
      event.preventDefault(); // which would empty the box
      setOpen(false);
      choose(undefined);
    }
  };
  const option = (i: number) => `${id}-${i}`;
  return (
    <form className={`type-ahead${large ? " type-ahead-large" : ""}`} onSubmit={submit} role="presentation">
      <label htmlFor={id} className={visibleLabel ? undefined : "visually-hidden"}>
        {label}
      </label>
      <div className="type-ahead-box">
        <input
          id={id}
          className="input"
          type="search"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={found[active] ? option(active) : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={visibleLabel ? undefined : label}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            choose(undefined);
            setAwaited(false);
            if (event.target.value.trim() === "") onNothing?.("");
          }}
          onKeyDown={keys}
          onBlur={() => {
            setOpen(false);
            // A box that takes only what it suggests shows what it has taken.
            if (!onText && !awaited) setText(initial);
          }}
        />
        {onText && <button className="button button-strong">{t.search}</button>}
        <ul id={`${id}-list`} role="listbox" aria-label={t.suggestions} hidden={found.length === 0}>
          {found.map((hit, i) => (
            // A press would take the focus, and with it the list, away.
            <li key={keyOf(hit)} id={option(i)} role="option" aria-selected={i === active} onMouseDown={(e) => e.preventDefault()} onClick={() => pick(hit)}>
              {"standing" in hit ? <SuggestedStatement statement={hit} /> : <Suggestion hit={hit} />}
            </li>
          ))}
        </ul>
      </div>
      <p role="status" className="visually-hidden">
        {fresh && data ? t.found(found.length) : ""}
      </p>
      {awaited && error && <Failure error={error} retry={retry} />}
    </form>
  );
}

type Hit = SuggestQuery["suggest"][number];
type Statement = SuggestStatementsQuery["relations"]["nodes"][number];
type Suggested = Hit | Statement;

const keyOf = (hit: Suggested) => ("standing" in hit ? hit.key : hit.node.key);

function SuggestedStatement({ statement }: { statement: Statement }) {
  return (
    <>
      <span className="suggestion-statement">{statement.name}</span>
      <span className="suggestion-kind">
        <StandingBadge standing={statement.standing} />
      </span>
    </>
  );
}

function Suggestion({ hit: { node, matches } }: { hit: Hit }) {
  const t = useWords(terms);
  const [match] = matches;
  const spelt = match?.fragments.map((f) => f.text).join("");
  return (
    <>
      <span className="suggestion-name">{match && spelt === node.name ? <Fragments fragments={match.fragments} /> : node.name}</span>
      {match && spelt !== node.name && (
        <span className="suggestion-why">
          {match.nameKind && `${t.nameKind[match.nameKind]} `}“<Fragments fragments={match.fragments} />”
        </span>
      )}
      {"kind" in node && <span className="suggestion-kind">{node.kind.label.text}</span>}
    </>
  );
}

/** Fragments are a text with what was searched for marked. */
export function Fragments({ fragments }: { fragments: readonly { text: string; hit: boolean }[] }) {
  return fragments.map(({ text, hit }, i) => (hit ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>));
}

// useSettled is a value once it has not changed for a while.
function useSettled<T>(value: T, delay: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
