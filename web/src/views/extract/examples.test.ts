import { parse, print, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { examples, isQuery, recorded, schema } from "../testdata/examples";
import { outline } from "../testdata/outline";
import { enrich } from "./enrich";
import { extract } from "./extract";
import { shapeOf } from "./shape";

describe("what is found in the answers to the examples", () => {
  test.each(examples.filter(isQuery))("$name, asked for what views need", async ({ name, document }) => {
    const enriched = enrich(schema, document, ["en", "fr"]);
    const graph = extract(recorded(name, "enriched"), shapeOf(schema, enriched), recorded(name, "details") as unknown[]);
    await expect(outline(graph)).toMatchFileSnapshot(`../testdata/graphs/${name}.enriched.txt`);
  });

  test.each(examples)("$name, as it is", async ({ name, document }) => {
    const graph = extract(recorded(name, "plain"), shapeOf(schema, document));
    await expect(outline(graph)).toMatchFileSnapshot(`../testdata/graphs/${name}.plain.txt`);
  });
});

test.each(examples)("$name is valid with what is added", ({ document }) => {
  expect(validate(schema, parse(print(enrich(schema, document, ["fr"]))))).toEqual([]);
});

test("a query without things stays as it is", () => {
  const document = parse("{ relations { totalCount facets(by: [STANDING]) { buckets { value count } } } }");
  expect(validate(schema, enrich(schema, document, ["en"]))).toEqual([]);
});
