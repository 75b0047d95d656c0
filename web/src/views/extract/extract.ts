import type { Graph } from "../model";
import { Collector } from "./collector";
import { read, type Context, type Reading } from "./read";
import { thingClass } from "./thing-class";
import { visitThing } from "./things";

/** What a response name stands for. */
export interface Field {
  /** Name of the field in the schema. */
  name: string;
  args: Record<string, unknown>;
  /** Names of the object types that it is for; absent: for all. */
  on?: string[] | undefined;
  /** Of a field with selections. */
  shape?: Shape | undefined;
}

/** What each response name in an object stands for; made by `shapeOf` from schema and document. */
export interface Shape {
  /** Name of the type, if it can only be one. */
  type?: string | undefined;
  fields: Map<string, Field[]>;
}

/**
 * extract finds the things, relations and claims in the data of any answer. With a shape it sees through
 * aliases; without, response names are taken for field names. What an answer has no id for is told
 * apart by key, else by class and name. Details are further answers that say more of what is in the first one.
 */
export function extract(data: unknown, shape?: Shape, details: readonly unknown[] = []): Graph {
  const collector = new Collector();
  collector.learnKeys(data, shape);
  for (const more of details) collector.learnKeys(more, undefined);
  visit(collector, data, shape, { path: [], found: true });
  for (const more of details) visit(collector, more, undefined, { path: [], found: false });
  return collector.graph();
}

/** visit looks for things in a value, and says under which id it found one, if the value is one. */
export function visit(c: Collector, value: unknown, shape: Shape | undefined, context: Context): string | undefined {
  if (Array.isArray(value)) {
    value.forEach((item) => visit(c, item, shape, context));
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const reading = read(value as Record<string, unknown>, shape);
  const cls = thingClass(reading);
  if (cls) return visitThing(c, reading, cls, context);
  if (reading.has("from") && reading.has("to")) return visitStep(c, reading, context);
  if (reading.has("left") && reading.has("right")) return visitComparison(c, reading, context);
  if (reading.has("node") && reading.has("relation")) return visitNeighbor(c, reading, context);
  notePart(c, reading, context);
  for (const field of reading.fields) visit(c, field.value, field.shape, inside(context, field));
  return undefined;
}

// Around the thing that a list hangs on, edges and nodes are nothing of their own.
const transparent = new Set(["edges", "nodes", "node"]);

function inside(context: Context, field: Reading["fields"][number]): Context {
  const path = transparent.has(field.name) ? context.path : [...context.path, field.key];
  // Buckets of facets name what they count; it is not what was asked for.
  return { ...context, path, found: context.found && field.name !== "facets" };
}

function visitStep(c: Collector, step: Reading, context: Context): undefined {
  const [from, to, relation] = ["from", "to", "relation"].map((name) => visitField(c, step, name, context));
  if (!relation) return;
  // A step into a relation or out of it has one role only: the other end is the relation.
  if (from && from !== relation) c.addParticipant(relation, from, step.term("role"), step.position("role"));
  if (to && to !== relation) c.addParticipant(relation, to, step.term("otherRole"), step.position("otherRole"));
}

function visitNeighbor(c: Collector, edge: Reading, context: Context): undefined {
  const relation = visitField(c, edge, "relation", { ...context, link: undefined });
  const node = visitField(c, edge, "node", { ...context, link: undefined });
  if (!relation) return;
  if (node) c.addParticipant(relation, node, edge.term("otherRole"), edge.position("otherRole"));
  if (context.link) c.addParticipant(relation, context.link.thing, edge.term("role"), edge.position("role"));
}

function visitComparison(c: Collector, comparison: Reading, context: Context): undefined {
  const relation = visitField(c, comparison, "relation", context);
  const link = relation ? { thing: relation, field: "claims", args: {} } : undefined;
  for (const field of comparison.all("left", "right")) visit(c, field.value, field.shape, { ...context, link });
}

function visitField(c: Collector, reading: Reading, name: string, context: Context): string | undefined {
  let id: string | undefined;
  for (const field of reading.all(name)) id = visit(c, field.value, field.shape, { ...context, link: undefined }) ?? id;
  return id;
}

// notePart remembers lists of which the answer has only a page.
function notePart(c: Collector, reading: Reading, context: Context) {
  // What stands beside, and what views ask for themselves, is no list of the reader's.
  if (!context.found) return;
  if (reading.value("truncated") === true) c.noteTruncated(context.path.join("."));
  const list = reading.value("nodes") ?? reading.value("edges");
  if (!Array.isArray(list)) return;
  const total = reading.value("totalCount");
  const info = reading.value("pageInfo") as { hasNextPage?: unknown } | undefined;
  if (typeof total === "number" ? total > list.length : info?.hasNextPage === true) {
    c.notePartial({ path: context.path.join("."), shown: list.length, ...(typeof total === "number" && { total }) });
  }
}
