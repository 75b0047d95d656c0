import { expect, test } from "vitest";
import { scaleUtc } from "d3-scale";
import { tickLabels, tickText } from "./ticks";

const day = (text: string) => new Date(`${text}T00:00:00Z`);

test.each([
  ["2022-01-01T00:00:00Z", "2022", "2022"],
  ["2022-05-01T00:00:00Z", "May 2022", "mai 2022"],
  ["2022-05-22T00:00:00Z", "22 May", "22 mai"],
  ["2022-05-22T03:00:00Z", "22 May, 03:00", "22 mai, 03:00"],
])("at %s, behind another month of its year: %s, %s", (at, en, fr) => {
  expect([tickText(new Date(at), day("2022-02-01"), "en"), tickText(new Date(at), day("2022-02-01"), "fr")]).toEqual([en, fr]);
});

test("behind an hour of the same day an hour is enough", () => {
  expect(tickText(new Date("2022-01-01T00:30:00Z"), day("2022-01-01"), "en")).toBe("00:30");
});

test.each([
  ["2018-08-19T00:00:00Z", "19 Aug 2018", "19 août 2018"],
  ["2018-08-19T12:00:00Z", "19 Aug 2018, 12:00", "19 août 2018, 12:00"],
])("at %s, the first one or behind another year: %s, %s", (at, en, fr) => {
  for (const before of [undefined, day("2017-12-31")]) expect([tickText(new Date(at), before, "en"), tickText(new Date(at), before, "fr")]).toEqual([en, fr]);
});

// Some six pixels a letter, at any of the widths that a timeline has.
const measure = (text: string) => text.length * 6;
const axes = [240, 330, 700, 1200].flatMap((width) =>
  [
    ["2013-01-01", "2022-12-31"],
    ["2021-11-20", "2022-02-10"],
    ["2018-08-15", "2018-10-15"],
    ["2022-04-28", "2022-05-03"],
    ["2022-05-01", "2022-05-02"],
  ].map(([from, to]) => ({ width, from: from!, to: to! })),
);

test.each(axes)("on an axis of $width from $from to $to no text lies over another or is cut off, and one has the year", ({ width, from, to }) => {
  const scale = scaleUtc().domain([day(from), day(to)]).range([6, width - 6]);
  for (const locale of ["en", "fr"] as const) {
    const labels = tickLabels(scale.ticks(Math.max(2, Math.floor(width / 110))), scale, width, locale, measure);
    const ends = labels.map(({ x, text }) => [x - measure(text) / 2, x + measure(text) / 2] as const);
    expect(labels.length).toBeGreaterThan(0);
    expect(labels[0]!.text).toMatch(/20\d\d/);
    expect(Math.min(...ends.flat())).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ends.flat())).toBeLessThanOrEqual(width);
    ends.slice(1).forEach(([left], i) => expect(left).toBeGreaterThan(ends[i]![1]));
  }
});

test("ticks without room for all their texts are named evenly", () => {
  const ticks = Array.from({ length: 9 }, (_, i) => day(`2022-05-1${i}`));
  const labels = tickLabels(ticks, (tick) => (+tick - +ticks[0]!) / 1_728_000, 420, "en", measure);
  expect(labels.map((l) => l.text)).toEqual(["10 May 2022", "12 May", "14 May", "16 May", "18 May"]);
});
