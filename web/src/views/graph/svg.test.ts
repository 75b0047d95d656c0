import cytoscape from "cytoscape";
import { expect, test } from "vitest";
import { strokes } from "./style";
import { head, toSvg } from "./svg";

const colour = (name: string) => `[${name}]`;

function canvas(label = "Mali", standing: keyof typeof strokes = "CONTESTED") {
  return cytoscape({
    headless: true,
    styleEnabled: true,
    elements: [
      { data: { id: "a", label, class: "Entity", form: "thing", colour: "--kind-1" }, position: { x: 0, y: 0 } },
      { data: { id: "s", label: "a report", class: "Source", form: "thing", colour: "--kind-2" }, position: { x: 200, y: 0 } },
      { data: { id: "r", label: "hires", class: "Relation", form: "relation", width: 60, height: 24, stroke: strokes[standing] }, position: { x: 100, y: 80 } },
    ],
  });
}

test("a picture has a title, a background and a shape for each class", () => {
  const svg = toSvg(canvas(), colour, "2 things");
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="[-\d. ]+"/);
  expect(svg).toContain("<title>2 things</title>");
  expect(svg).toContain('fill="[--card]"');
  expect(svg).toMatch(/<circle [^>]*fill="\[--kind-1\]"/);
  expect(svg).toMatch(/<rect [^>]*fill="\[--kind-2\]"/);
});

test("what is disputed has two outlines, what is alleged a dashed one", () => {
  const boxes = (standing: keyof typeof strokes) => toSvg(canvas("Mali", standing), colour, "").match(/<rect [^>]*rx="7"[^>]*>/g)!;
  expect(boxes("CONTESTED")).toHaveLength(2);
  expect(boxes("ALLEGED")).toHaveLength(1);
  expect(boxes("ALLEGED")[0]).toContain('stroke-dasharray="9 5"');
});

test("names and titles cannot be taken for markup", () => {
  const svg = toSvg(canvas(`<script>"&`), colour, "a < b & c");
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("&lt;script");
  expect(svg).toContain("<title>a &lt; b &amp; c</title>");
});

test("what a line ends in tells an assertion from a denial without colour", () => {
  const [from, to] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  const triangle = '<path d="M100 0 L91 4 L91 -4 Z" fill="[c]"/>';
  expect(head("arrow", from, to, "[c]")).toBe(triangle);
  expect(head("bar", from, to, "[c]")).toBe('<path d="M98.5 6 L98.5 -6" stroke="[c]" stroke-width="3"/>');
  expect(head("crossed", from, to, "[c]")).toBe(triangle + '<path d="M87 6 L87 -6" stroke="[c]" stroke-width="3"/>');
  expect(head("none", from, to, "[c]")).toBe("");
});
