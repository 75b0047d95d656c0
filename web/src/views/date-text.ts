import type { Locale } from "../i18n";

// As a view's model or as an answer of the API has them.
interface DateLike {
  edtf?: string | null;
  text?: string;
}

interface TimeLike {
  edtf?: string | null;
  start?: DateLike | null;
  end?: DateLike | null;
  ongoing?: boolean;
}

// That something still holds is one thing, that nobody knows when it ended another: hence “since” and “from”.
const openWords = { en: { since: "since", from: "from", until: "until" }, fr: { since: "depuis", from: "dès", until: "jusqu’à" } };

/** dateText says a date for people: in the API's words, else its EDTF. */
export function dateText(date: DateLike | null | undefined): string {
  return date?.text ?? date?.edtf ?? "";
}

/** timeText says a time for people: “2 May 2022”, “since March 2013”. "" if nothing is known. */
export function timeText(time: TimeLike | null | undefined, locale: Locale): string {
  if (!time) return "";
  const t = openWords[locale];
  const [start, end] = [dateText(time.start), dateText(time.end)];
  if (time.ongoing) return start ? `${t.since} ${start}` : (time.edtf ?? "");
  if (start && end) return start === end ? start : `${start} – ${end}`;
  if (start) return time.edtf && !time.edtf.includes("/") ? start : `${t.from} ${start}`;
  return end ? `${t.until} ${end}` : (time.edtf ?? "");
}
