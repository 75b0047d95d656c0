import type { ThingClass } from "../model";
import type { Reading } from "./read";

const classes = new Set(["Entity", "Relation", "Claim", "Source"]);

// Fields that only things of one class have, for answers without `__typename`.
const marks: [ThingClass, string[]][] = [
  ["Claim", ["stance", "claimant", "derivedFrom"]],
  ["Relation", ["standing", "participants", "subject", "object"]],
  ["Source", ["genre", "publisher", "publishedAt"]],
  ["Entity", ["names", "kind", "externalIds", "claimsMade"]],
];

// Of what is no thing but has a name or key as well.
const notThings = ["label", "position", "aspect", "entityCount", "relationCount", "scheme", "op"];

/** thingClass says of which class an object is; undefined if it is no thing. */
export function thingClass(reading: Reading): ThingClass | undefined {
  if (reading.type) return classes.has(reading.type) ? (reading.type as ThingClass) : undefined;
  // An edge of `neighbors` or a change has a node, and what they say of it is not the thing.
  if (reading.has("node") || reading.has("nodes") || reading.has("edges") || reading.has("op")) return undefined;
  if (reading.has("left") && reading.has("right")) return undefined;
  // A name has a kind too, and a text.
  if (reading.has("text")) return undefined;
  for (const [cls, names] of marks) if (names.some((name) => reading.has(name))) return cls;
  if (reading.has("name")) return "Thing";
  return reading.has("key") && !notThings.some((name) => reading.has(name)) && reading.has("id") ? "Thing" : undefined;
}
