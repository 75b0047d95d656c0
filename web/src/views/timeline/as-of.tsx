import { useId } from "react";
import { useLocale, useWords } from "../../i18n";
import { timelineWords } from "./timeline-words";

/** An instant at which the graph changed. */
export interface Instant {
  /** RFC 3339, as `asOf` takes it. */
  at: string;
  message?: string | undefined;
}

export interface AsOf {
  /** Oldest first. */
  instants: readonly Instant[];
  /** True if there are older ones. */
  more: boolean;
  /** The one that is shown; undefined: now. */
  value: string | undefined;
  onChange: (at: string | undefined) => void;
}

/** A slider through the states of the graph: what it said at each instant of its history. There is none where it has but one. */
export function AsOfSlider({ instants, more, value, onChange }: AsOf) {
  const [t, locale, id] = [useWords(timelineWords), useLocale(), useId()];
  if (instants.length < 2) return null;
  // Behind the last instant nothing differs from now.
  const last = instants.length - 1;
  const known = instants.findIndex((i) => i.at === value);
  const index = known < 0 ? last : known;
  const say = (i: number) => (i === last ? t.now : t.at(new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(Date.parse(instants[i]!.at))));
  return (
    <div className="as-of">
      <label htmlFor={id}>{t.asOf}</label>
      <input id={id} type="range" min={0} max={last} step={1} value={index} aria-valuetext={say(index)} onChange={(e) => onChange(+e.target.value === last ? undefined : instants[+e.target.value]!.at)} />
      <output htmlFor={id}>
        {say(index)}
        {instants[index]?.message && <small> {instants[index].message}</small>}
      </output>
      <small>
        {t.instants(instants.length)}. {more && t.older}
      </small>
    </div>
  );
}
