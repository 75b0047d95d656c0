import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, type DocumentNode } from "graphql";

// Tests of the views read what the playground shows: the project's schema, its example queries, and answers
// that a server with the Sahel dataset gave to them (see record.test.ts).
const root = join(import.meta.dirname, "../../../..");

export const schema = buildSchema(
  readdirSync(join(root, "graph"))
    .filter((name) => name.endsWith(".graphqls"))
    .sort()
    .map((name) => readFileSync(join(root, "graph", name), "utf8"))
    .join("\n"),
);

export interface Example {
  name: string;
  text: string;
  document: DocumentNode;
}

export const examples: Example[] = readdirSync(join(root, "examples"))
  .filter((name) => name.endsWith(".graphql"))
  .sort()
  .map((file) => {
    const text = readFileSync(join(root, "examples", file), "utf8");
    return { name: file.replace(".graphql", ""), text, document: parse(text) };
  });

export const isQuery = (e: Example): boolean => e.document.definitions.some((d) => d.kind === "OperationDefinition" && d.operation === "query");

/** The answer to an example as it is, the answer to what the views make of it, and the answer to what they then ask of its things. */
export type Recorded = "plain" | "enriched" | "details";

export const recordedFile = (name: string, how: Recorded): string => join(import.meta.dirname, "answers", `${name}.${how}.json`);

export const recorded = (name: string, how: Recorded): unknown => JSON.parse(readFileSync(recordedFile(name, how), "utf8"));
