import type { WhenFragment } from "../api";

interface Phrases {
  since: (date: string) => string;
  span: (from: string, to: string) => string;
  until: (date: string) => string;
  undated: string;
}

/** whenText says a time for people: “since 2013”, “25 April 2022 to 1 May 2022”. An event has one moment, not two. */
export function whenText(time: WhenFragment | null, aspect: "EVENT" | "STATE", t: Phrases): string {
  const { start, end } = time ?? {};
  if (start && (aspect === "EVENT" || start.edtf === end?.edtf)) return start.text;
  if (start && time?.ongoing) return t.since(start.text);
  if (start && end) return t.span(start.text, end.text);
  if (start) return t.since(start.text);
  if (end) return aspect === "EVENT" ? end.text : t.until(end.text);
  return t.undated;
}
