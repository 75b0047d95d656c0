import { expect, test } from "vitest";
import type { Relation, Time } from "../model";
import { density, focusOf, timelineOf, within, zoomed, type Stretch, type Timeline } from "./spans";

const at = (text: string): number => Date.parse(text);
const relation = (id: string, time?: Time): Relation => ({ id, class: "Relation", name: id, participants: [], found: true, ...(time && { time }) });
const may = { earliest: at("2022-05-01T00:00:00Z"), latest: at("2022-05-31T23:59:59Z") };
const second = { earliest: at("2022-05-02T00:00:00Z"), latest: at("2022-05-02T23:59:59Z") };
const one = (time: Time) => timelineOf([relation("r", time), relation("frame", { start: { earliest: at("2010-01-01"), latest: at("2010-01-01") }, end: { earliest: at("2023-01-01"), latest: at("2023-01-01") } })]);
const span = (time: Time) => one(time).dated.find((s) => s.relation.id === "r")!;

test("an event of some day in May may lie in all of it, and lies nowhere for certain", () => {
  const { hull, core, openStart, openEnd } = span({ edtf: "2022-05", start: may, end: may });
  expect(hull).toEqual([may.earliest, may.latest]);
  expect(core).toBeUndefined();
  expect([openStart, openEnd]).toEqual([false, undefined]);
});

test("certain is from the latest start to the earliest end", () => {
  const end = { earliest: at("2022-08-01"), latest: at("2022-08-31") };
  const { hull, core } = span({ start: may, end });
  expect(hull).toEqual([may.earliest, end.latest]);
  expect(core).toEqual([may.latest, end.earliest]);
});

test("what goes on reaches the edge for certain", () => {
  const { domain } = one({ start: second, ongoing: true });
  const { hull, core, openEnd } = span({ start: second, ongoing: true });
  expect(openEnd).toBe("ongoing");
  expect(hull[1]).toBe(domain![1]);
  expect(core).toEqual([second.latest, domain![1]]);
});

test("an unknown end and an unknown start reach the edge as possible only", () => {
  const { domain } = one({ edtf: "2022-05-02/", start: second });
  const later = span({ edtf: "2022-05-02/", start: second });
  expect([later.openEnd, later.hull[1], later.core]).toEqual(["unknown", domain![1], undefined]);
  const before = span({ edtf: "/2022-05-02", end: second });
  expect([before.openStart, before.hull, before.core]).toEqual([true, [domain![0], second.latest], undefined]);
});

test("a date of which the answer has the start alone is a moment", () => {
  expect(span({ edtf: "2022-05-02", start: second }).hull).toEqual([second.earliest, second.latest]);
});

test("what has no bound is undated, also with an EDTF text", () => {
  const { dated, undated, domain } = timelineOf([relation("a"), relation("b", { edtf: "2022" })]);
  expect(undated.map((r) => r.id)).toEqual(["a", "b"]);
  expect([dated, domain]).toEqual([[], undefined]);
});

test("a filter keeps what may touch it", () => {
  const { dated } = timelineOf([relation("may", { start: may, end: may }), relation("second", { start: second, end: second })]);
  const ids = (from: string, to: string) => within(dated, [at(from), at(to)]).map((s) => s.relation.id);
  expect(ids("2022-05-20", "2022-06-20")).toEqual(["may"]);
  expect(ids("2022-05-02T12:00:00Z", "2022-05-03")).toEqual(["may", "second"]);
  expect(ids("2022-06-02", "2022-06-03")).toEqual([]);
  expect(within(dated, undefined)).toHaveLength(2);
});

test("density counts each span in every part that it touches", () => {
  const { dated, domain } = timelineOf([relation("may", { start: may, end: may }), relation("second", { start: second, end: second })]);
  const counts = density(dated, domain!, 50);
  expect(Math.max(...counts)).toBe(2);
  expect(counts.filter((n) => n > 0).length).toBeGreaterThan(40);
  expect(counts[0]).toBe(0);
});

test("a zoomed stretch stays inside the domain and never empty", () => {
  const domain: [number, number] = [at("2000-01-01"), at("2020-01-01")];
  for (const factor of [0, 0.001, 0.5, 1, 3, 1000]) {
    for (const move of [-5, -0.5, 0, 0.5, 5]) {
      const [from, to] = zoomed([at("2019-01-01"), at("2019-06-01")], domain, factor, move);
      expect(from).toBeGreaterThanOrEqual(domain[0]);
      expect(to).toBeLessThanOrEqual(domain[1]);
      expect(to - from).toBeGreaterThanOrEqual(86_400_000 - 1);
    }
  }
});

// One after the other, as by a button.
function zoomedIn({ dated, domain }: Timeline, times: number): Stretch {
  let stretch = domain!;
  for (let i = 0; i < times; i++) stretch = zoomed(stretch, domain!, 0.5, 0, focusOf(within(dated, stretch), stretch));
  return stretch;
}

test("what is zoomed in on is where most happens, not the middle of it all", () => {
  const old = relation("old", { edtf: "2013/..", start: { earliest: at("2013-01-01"), latest: at("2013-12-31") }, ongoing: true });
  const inMay = Array.from({ length: 9 }, (_, i) => relation(`may ${i}`, { start: second, end: second }));
  const later = relation("later", { start: { earliest: at("2022-11-02"), latest: at("2022-11-02") }, end: { earliest: at("2022-11-02"), latest: at("2022-11-02") } });
  const timeline = timelineOf([old, ...inMay, later]);
  for (const times of [1, 3, 6, 20]) {
    const seen = within(timeline.dated, zoomedIn(timeline, times)).map((s) => s.relation.id);
    expect(seen).toEqual(expect.arrayContaining(inMay.map((r) => r.id)));
  }
  const [from, to] = zoomedIn(timeline, 6);
  expect((from + to) / 2).toBe(second.earliest);
});

test("however closely one looks, something that has a date is in sight", () => {
  const days = ["2014-07-16", "2014-07-18", "2019-03-01", "2021-05-24", "2021-05-25"].map((d) => ({ earliest: at(d), latest: at(d) }));
  const timeline = timelineOf(days.map((d, i) => relation(`r${i}`, { start: d, end: d })));
  for (let times = 0; times < 16; times++) expect(within(timeline.dated, zoomedIn(timeline, times))).not.toEqual([]);
});

test("where all goes on and nothing begins or ends there is no moment to zoom in on", () => {
  const { dated } = timelineOf([relation("r", { start: second, ongoing: true }), relation("s", { start: { earliest: at("2023-01-01") } })]);
  const stretch: Stretch = [at("2022-06-01"), at("2022-07-01")];
  expect(focusOf(dated, stretch)).toBeUndefined();
  expect(zoomed(stretch, [at("2022-01-01"), at("2023-01-01")], 0.5, 0, focusOf(dated, stretch))).toEqual([at("2022-06-08T12:00"), at("2022-06-23T12:00")]);
});
