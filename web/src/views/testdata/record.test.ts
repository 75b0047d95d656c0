import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { print } from "graphql";
import { expect, test } from "vitest";
import { ViewDetailsDocument } from "../../api";
import { detailRequests } from "../extract/details";
import { extract } from "../extract/extract";
import { shapeOf } from "../extract/shape";
import { enrich } from "../extract/enrich";
import { examples, isQuery, recordedFile, schema, type Recorded } from "./examples";

// Records the answers that other tests read, from a server that runs on a new data directory:
//
//     DEMARCHE_RECORD=http://127.0.0.1:8080/graphql npx vitest run record
const server = process.env.DEMARCHE_RECORD;

async function ask(query: string, variables: unknown = {}): Promise<unknown> {
  const response = await fetch(server!, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

test.skipIf(!server).each(examples)("$name is recorded", async (example) => {
  const save = (how: Recorded, data: unknown) => {
    const file = recordedFile(example.name, how);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(data) + "\n");
  };
  save("plain", await ask(example.text));
  if (!isQuery(example)) return;
  const enriched = enrich(schema, example.document, ["en", "fr"]);
  const data = await ask(print(enriched));
  save("enriched", data);
  const details = detailRequests(extract(data, shapeOf(schema, enriched)), { claims: true, langs: ["en", "fr"] });
  save("details", await Promise.all(details.map((variables) => ask(ViewDetailsDocument.toString(), variables))));
});
