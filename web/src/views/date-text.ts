import type { Locale } from "../i18n";
import type { FuzzyDate, Time } from "./model";

const openWords = { en: { from: "from", until: "until", ongoing: "and goes on" }, fr: { from: "dès", until: "jusqu’à", ongoing: "et se poursuit" } };

/** dateText says a date for people: in the API's words, else its EDTF. */
export function dateText(date: FuzzyDate | undefined): string {
  return date?.text ?? date?.edtf ?? "";
}

/** timeText says a time for people: “2 May 2022”, “from March 2013 and goes on”. "" if nothing is known. */
export function timeText(time: Time | undefined, locale: Locale): string {
  if (!time) return "";
  const t = openWords[locale];
  const [start, end] = [dateText(time.start), dateText(time.end)];
  if (time.ongoing) return start ? `${t.from} ${start} ${t.ongoing}` : (time.edtf ?? "");
  if (start && end) return start === end ? start : `${start} – ${end}`;
  if (start) return time.edtf && !time.edtf.includes("/") ? start : `${t.from} ${start}`;
  return end ? `${t.until} ${end}` : (time.edtf ?? "");
}
