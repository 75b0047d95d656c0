import type { Locale } from "../i18n";
import { attestedText } from "./date-attested";
import { inFrench, type Opening } from "./date-french";

// As a view's model or as an answer of the API has them.
interface DateLike {
  edtf?: string | null;
  text?: string;
}

export interface TimeLike {
  edtf?: string | null;
  start?: DateLike | null;
  end?: DateLike | null;
  ongoing?: boolean;
}

/** dateText says a date for people: in the API's words, else its EDTF. */
export function dateText(date: DateLike | null | undefined): string {
  return date?.text ?? date?.edtf ?? "";
}

// That something still holds is one thing, that nobody knows when it ended another: hence “since” and “from”.
const opened = (opening: Opening, text: string, locale: Locale) => (locale === "fr" ? inFrench(opening, text) : `${opening} ${text}`);

/** timeText says a time for people: “2 May 2022”, “since March 2013”, “true on 2 May 2022”. "" if nothing is known. */
export function timeText(time: TimeLike | null | undefined, locale: Locale): string {
  if (!time) return "";
  const attested = attestedText(time, locale);
  if (attested) return attested;
  const [start, end] = [dateText(time.start), dateText(time.end)];
  if (time.ongoing) return start ? opened("since", start, locale) : (time.edtf ?? "");
  if (start && end) return start === end ? start : `${start} – ${end}`;
  if (start) return time.edtf && !time.edtf.includes("/") ? start : opened("from", start, locale);
  return end ? opened("until", end, locale) : (time.edtf ?? "");
}
