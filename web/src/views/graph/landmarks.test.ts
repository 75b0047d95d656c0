import cytoscape from "cytoscape";
import { expect, test } from "vitest";
import type { DrawnNode } from "./draw";
import { landmarksOf, nameLandmarks } from "./landmarks";

const node = (id: string, degree: number, group = "state") => ({ id, degree, group }) as DrawnNode;
const many = Array.from({ length: 200 }, (_, i) => node(`n${i}`, i % 100));

test("where every name can be read there are none", () => {
  expect(landmarksOf(many.slice(0, 100))).toEqual([]);
});

test("the best connected things come first; relations are none of them", () => {
  const landmarks = landmarksOf([node("r", 1000, "relation"), ...many]);
  expect(landmarks.slice(0, 3)).toEqual(["n99", "n199", "n98"]);
});

test("of names that would lie over each other the better connected one is shown, and both when there is room", () => {
  const cy = cytoscape({
    headless: true,
    layout: { name: "preset" },
    elements: [
      { data: { id: "a", rank: 1, label: "ten letters" }, position: { x: 0, y: 0 } },
      { data: { id: "b", rank: 0, label: "ten letters" }, position: { x: 100, y: 0 } },
      { data: { id: "c", rank: 2, label: "ten letters" }, position: { x: 0, y: 400 } },
      { data: { id: "d", label: "no landmark" }, position: { x: 0, y: 0 } },
    ],
  });
  const named = (zoom: number) => {
    cy.zoom(zoom);
    nameLandmarks(cy);
    return cy.nodes("[?named]").map((n) => n.id());
  };
  expect(named(0.1)).toEqual(["b", "c"]);
  expect(named(1)).toEqual(["a", "b", "c"]);
  expect(named(0.1)).toEqual(["b", "c"]);
  expect(cy.getElementById("b").data("fontSize")).toBeCloseTo(120);
});
