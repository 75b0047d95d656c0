import { expect, test } from "vitest";
import { timeText } from "./date-text";

const day = { text: "2 May 2022", edtf: "2022-05-02" };

test.each([
  ["nothing known", null, ""],
  ["no bound known", { edtf: null, ongoing: false, start: null, end: null }, ""],
  ["an event has one moment", { edtf: "2022-05-02", ongoing: false, start: day, end: day }, "2 May 2022"],
  ["two days", { edtf: "2022-05-01/2022-05-02", ongoing: false, start: { text: "1 May 2022", edtf: "2022-05-01" }, end: day }, "1 May 2022 – 2 May 2022"],
  ["still going on", { edtf: "2013/..", ongoing: true, start: { text: "2013", edtf: "2013" }, end: null }, "since 2013"],
  ["end unknown", { edtf: "2013/", ongoing: false, start: { text: "2013", edtf: "2013" }, end: null }, "from 2013"],
  ["start unknown", { edtf: "/2022-05-02", ongoing: false, start: null, end: day }, "until 2 May 2022"],
])("%s", (_, time, text) => {
  expect(timeText(time, "en")).toBe(text);
});

// What began by a date and ended then or later, as the API tells it: of a day as instants, which EDTF has not.
const ofADay = { edtf: null, ongoing: false, start: { edtf: null }, end: { edtf: null } };
const attested = (from: string, to: string) => ({ edtf: null, ongoing: false, start: { edtf: `../${to}` }, end: { edtf: `${from}/..` } });

test.each([
  ["a day", ofADay, "2 May 2022", "2 May 2022", "true on 2 May 2022"],
  ["a month", attested("2022-01-01", "2022-01-31"), "1 January 2022", "31 January 2022", "true at some time in January 2022"],
  ["a short month", attested("2022-02-01", "2022-02-28"), "1 February 2022", "28 February 2022", "true at some time in February 2022"],
  ["a year", attested("2022-01-01", "2022-12-31"), "1 January 2022", "31 December 2022", "true at some time in 2022"],
  ["a decade", attested("2010-01-01", "2019-12-31"), "1 January 2010", "31 December 2019", "true at some time from 1 January 2010 to 31 December 2019"],
])("true as of %s", (_, { start, end, ...time }, from, to, text) => {
  expect(timeText({ ...time, start: { ...start, text: `by ${to}` }, end: { ...end, text: `${from} or later` } }, "en")).toBe(text);
});

test.each([
  ["a day", ofADay, "1er mai 2022", "1er mai 2022", "vrai le 1er mai 2022"],
  ["a month", attested("2022-01-01", "2022-01-31"), "1er janvier 2022", "31 janvier 2022", "vrai à un moment de janvier 2022"],
  ["a month with a vowel", attested("2022-04-01", "2022-04-30"), "1er avril 2022", "30 avril 2022", "vrai à un moment d’avril 2022"],
  ["a year", attested("2022-01-01", "2022-12-31"), "1er janvier 2022", "31 décembre 2022", "vrai à un moment de 2022"],
  ["a decade", attested("2010-01-01", "2019-12-31"), "1er janvier 2010", "31 décembre 2019", "vrai à un moment entre le 1er janvier 2010 et le 31 décembre 2019"],
])("in French, true as of %s", (_, { start, end, ...time }, from, to, text) => {
  expect(timeText({ ...time, start: { ...start, text: `au plus tard le ${to}` }, end: { ...end, text: `le ${from} ou plus tard` } }, "fr")).toBe(text);
});

test("a span that was given as two open dates is not said to be true at one", () => {
  const time = { edtf: "../2022-01-31/2022-01-01/..", start: { text: "by 31 January 2022" }, end: { text: "1 January 2022 or later" } };
  expect(timeText(time, "en")).toBe("by 31 January 2022 – 1 January 2022 or later");
});

test.each([
  ["16 juillet 2014", "depuis le 16 juillet 2014", "dès le 16 juillet 2014", "jusqu’au 16 juillet 2014"],
  ["1er mai 2022", "depuis le 1er mai 2022", "dès le 1er mai 2022", "jusqu’au 1er mai 2022"],
  ["juillet 2014", "depuis juillet 2014", "dès juillet 2014", "jusqu’en juillet 2014"],
  ["2014", "depuis 2014", "dès 2014", "jusqu’en 2014"],
  ["44 apr. J.-C.", "depuis 44 apr. J.-C.", "dès 44 apr. J.-C.", "jusqu’en 44 apr. J.-C."],
  ["printemps 2014", "depuis le printemps 2014", "dès le printemps 2014", "jusqu’au printemps 2014"],
  ["automne 2014", "depuis l’automne 2014", "dès l’automne 2014", "jusqu’à l’automne 2014"],
  ["années 2010", "depuis les années 2010", "dès les années 2010", "jusqu’aux années 2010"],
  ["vers le 2 mai 2022, incertain", "depuis le 2 mai 2022 environ, incertain", "dès le 2 mai 2022 environ, incertain", "jusqu’au 2 mai 2022 environ, incertain"],
  ["vers l'été 2022", "depuis l’été 2022 environ", "dès l’été 2022 environ", "jusqu’à l’été 2022 environ"],
  ["date inconnue", "depuis date inconnue", "dès date inconnue", "jusqu’à date inconnue"],
])("in French, %s has its article; what goes on and what has no known end are told apart, too", (text, since, from, until) => {
  const date = { text };
  expect(timeText({ edtf: "2013/..", ongoing: true, start: date }, "fr")).toBe(since);
  expect(timeText({ edtf: "2013/", ongoing: false, start: date }, "fr")).toBe(from);
  expect(timeText({ edtf: "/2013", ongoing: false, end: date }, "fr")).toBe(until);
});
