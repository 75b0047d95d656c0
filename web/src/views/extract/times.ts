import type { FuzzyDate, Time } from "../model";
import type { Reading } from "./read";

/** readTime reads a TimeSpan. */
export function readTime(span: Reading | undefined): Time | undefined {
  if (!span) return undefined;
  const time: Time = {};
  const edtf = span.text("edtf");
  const start = readDate(span.object("start"));
  const end = readDate(span.object("end"));
  if (edtf) time.edtf = edtf;
  if (start) time.start = start;
  if (end) time.end = end;
  if (span.value("ongoing") === true) time.ongoing = true;
  return Object.keys(time).length > 0 ? time : undefined;
}

/** readDate reads a FuzzyDate. */
export function readDate(date: Reading | undefined): FuzzyDate | undefined {
  if (!date) return undefined;
  const read: FuzzyDate = {};
  const edtf = date.text("edtf");
  const text = date.text("text");
  const [earliest, latest] = [instant(date.text("earliest")), instant(date.text("latest"))];
  if (edtf) read.edtf = edtf;
  if (text) read.text = text;
  if (earliest !== undefined) read.earliest = earliest;
  if (latest !== undefined) read.latest = latest;
  if (date.value("approximate") === true) read.approximate = true;
  if (date.value("uncertain") === true) read.uncertain = true;
  return Object.keys(read).length > 0 ? read : undefined;
}

function instant(text: string | undefined): number | undefined {
  const ms = text ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
