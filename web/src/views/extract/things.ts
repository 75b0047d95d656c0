import type { Claim, Evidence, Relation, Stance, Standing, Thing, ThingClass } from "../model";
import type { Collector } from "./collector";
import { visit } from "./extract";
import { isObject, read, type Context, type ReadField, type Reading } from "./read";
import { readDate, readTime } from "./times";

// What hangs on these fields stands beside the thing and is not itself what was asked for.
const aside = new Set(["claimant", "via", "publisher", "agency", "authors", "place", "evidence", "names", "snapshots", "time", "saidAt", "facets", "commit", "recorded"]);

/** visitThing adds a thing and all that hangs on it; returns its id. */
export function visitThing(c: Collector, reading: Reading, cls: ThingClass, context: Context): string {
  const name = nameOf(reading);
  const id = c.identify(cls, { id: reading.text("id"), key: reading.text("key"), name });
  const thing = c.put(id, cls, context.found);
  const key = reading.text("key");
  if (key) thing.key = key;
  if (name && (!thing.name || thing.name === thing.key)) thing.name = name;
  thing.name ||= key ?? "";
  const kind = reading.term("kind") ?? (reading.text("genre") ? { key: reading.text("genre")! } : undefined);
  if (kind) thing.kind = kind;
  if (cls === "Relation") fillRelation(thing as Relation, reading);
  if (cls === "Claim") fillClaim(c, thing as Claim, reading);
  if (context.link) connect(c, context.link, thing);
  for (const field of reading.fields) visitBelow(c, thing, field, context);
  return id;
}

function nameOf(reading: Reading): string | undefined {
  return reading.text("name") ?? reading.object("label")?.text("text");
}

function fillRelation(relation: Relation, reading: Reading) {
  const type = reading.term("type");
  const standing = reading.text("standing") as Standing | undefined;
  const time = readTime(reading.object("time"));
  if (type) relation.type = type;
  if (standing) relation.standing = standing;
  // The same time may stand here without its bounds, and elsewhere with them.
  if (time) relation.time = { ...relation.time, ...time };
}

function fillClaim(c: Collector, claim: Claim, reading: Reading) {
  const stance = reading.text("stance") as Stance | undefined;
  const status = reading.text("status");
  const saidAt = readDate(reading.object("saidAt"));
  const note = reading.object("note")?.text("text");
  if (stance) claim.stance = stance;
  if (status) claim.status = status;
  if (saidAt) claim.saidAt = saidAt;
  if (note) claim.note = note;
  if (reading.has("claimant") && claim.claimant === undefined) claim.claimant = null;
  const evidence = reading.all("evidence").sort((a, b) => Number(b.key.startsWith("_")) - Number(a.key.startsWith("_")))[0];
  if (!evidence) return;
  const read = readEvidence(c, evidence);
  // Another answer may know the sources too.
  const known = (list: Evidence[]) => list.filter((e) => e.source).length;
  if (read.length >= claim.evidence.length && known(read) >= known(claim.evidence)) claim.evidence = read;
}

function readEvidence(c: Collector, field: ReadField): Evidence[] {
  if (!Array.isArray(field.value)) return [];
  return field.value.filter(isObject).map((item) => {
    const reading = read(item, field.shape);
    const locator = reading.object("locator");
    const [paragraph, page, timecode] = ["paragraph", "page", "timecode"].map((name) => locator?.text(name));
    const place = paragraph ? `¶ ${paragraph}` : page ? `p. ${page}` : timecode;
    const source = reading.all("source").map((s) => visit(c, s.value, s.shape, { path: [], found: false })).find(Boolean);
    const quote = reading.text("quote") ?? locator?.text("exact");
    return { ...(quote && { quote }), ...(place && { locator: place }), ...(source && { source }) };
  });
}

function visitBelow(c: Collector, thing: Thing, field: ReadField, context: Context) {
  if (field.name === "participants" && thing.class === "Relation") return visitParticipants(c, thing, field, context);
  if (field.name === "evidence") return;
  const path = [...context.path, field.key];
  const found = context.found && !aside.has(field.name);
  visit(c, field.value, field.shape, { path, found, link: { thing: thing.id, field: field.name, args: field.args } });
}

function visitParticipants(c: Collector, relation: Thing, field: ReadField, context: Context) {
  if (!Array.isArray(field.value)) return;
  const only = onlyRole(field.args.roles);
  for (const item of field.value.filter(isObject)) {
    const reading = read(item, field.shape);
    for (const node of reading.all("node")) {
      const id = visit(c, node.value, node.shape, { path: context.path, found: context.found });
      if (id) c.addParticipant(relation.id, id, reading.term("role") ?? only, reading.position("role"));
    }
  }
}

// A list asked for by one role says which role its members fill.
function onlyRole(roles: unknown) {
  return Array.isArray(roles) && roles.length === 1 ? { key: String(roles[0]) } : undefined;
}

// connect says what it means that a thing hangs on another one by a field.
function connect(c: Collector, link: NonNullable<Context["link"]>, thing: Thing) {
  const [parentRelation, parentClaim, child] = [c.relation(link.thing), c.claim(link.thing), c.claim(thing.id)];
  switch (link.field) {
    case "subject":
    case "object":
      if (parentRelation) c.addParticipant(link.thing, thing.id, undefined, link.field === "subject" ? "SUBJECT" : "OBJECT");
      return;
    case "relations":
    case "timeline":
      return c.addParticipant(thing.id, link.thing, onlyRole(link.args.as));
    case "claims":
      if (child && parentRelation) child.relation ??= link.thing;
      else if (child && child.evidence.length === 0) child.evidence = [{ source: link.thing }];
      return;
    case "claimsMade":
      if (child) child.claimant = link.thing;
      return;
    case "relation":
      if (parentClaim) parentClaim.relation = thing.id;
      return;
    case "claimant":
      if (parentClaim) parentClaim.claimant = thing.id;
      return;
    case "derivedFrom":
      if (parentClaim) parentClaim.derivedFrom = thing.id;
      return;
    case "via":
      if (parentClaim && !parentClaim.via.includes(thing.id)) parentClaim.via.push(thing.id);
  }
}
