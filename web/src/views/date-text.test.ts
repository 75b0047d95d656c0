import { expect, test } from "vitest";
import { timeText } from "./date-text";

const day = { text: "2 May 2022", edtf: "2022-05-02" };

test.each([
  ["nothing known", null, ""],
  ["no bound known", { edtf: null, ongoing: false, start: null, end: null }, ""],
  ["an event has one moment", { edtf: "2022-05-02", ongoing: false, start: day, end: day }, "2 May 2022"],
  ["two days", { edtf: "2022-05-01/2022-05-02", ongoing: false, start: { text: "1 May 2022", edtf: "2022-05-01" }, end: day }, "1 May 2022 – 2 May 2022"],
  // Neither bound can be written as EDTF; they are not the same for that.
  ["attested", { edtf: null, ongoing: false, start: { text: "by 2 May 2022", edtf: null }, end: { text: "2 May 2022 or later", edtf: null } }, "by 2 May 2022 – 2 May 2022 or later"],
  ["still going on", { edtf: "2013/..", ongoing: true, start: { text: "2013", edtf: "2013" }, end: null }, "since 2013"],
  ["end unknown", { edtf: "2013/", ongoing: false, start: { text: "2013", edtf: "2013" }, end: null }, "from 2013"],
  ["start unknown", { edtf: "/2022-05-02", ongoing: false, start: null, end: day }, "until 2 May 2022"],
])("%s", (_, time, text) => {
  expect(timeText(time, "en")).toBe(text);
});

test("in French, what goes on and what has no known end are told apart, too", () => {
  const start = { text: "2013", edtf: "2013" };
  expect(timeText({ edtf: "2013/..", ongoing: true, start }, "fr")).toBe("depuis 2013");
  expect(timeText({ edtf: "2013/", ongoing: false, start }, "fr")).toBe("dès 2013");
});
