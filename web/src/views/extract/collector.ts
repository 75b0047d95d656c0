import { emptyGraph, type Claim, type Graph, type Participant, type Partial, type Relation, type Term, type Thing, type ThingClass } from "../model";
import type { Shape } from "./extract";
import { isObject, read } from "./read";

/** Collector gathers a graph: what is met several times in an answer is one thing. */
export class Collector {
  private readonly made: Graph = emptyGraph();
  // Some places of an answer have only the key of what has an id elsewhere.
  private readonly idOfKey = new Map<string, string>();

  /** graph is what was gathered. What takes part in a relation that was found, or is what a found claim is on, was found as well. */
  graph(): Graph {
    const { things } = this.made;
    const find = (id: string | undefined) => {
      const thing = id === undefined ? undefined : things.get(id);
      if (thing) thing.found = true;
    };
    for (const thing of things.values()) if (thing.found && thing.class === "Claim") find((thing as Claim).relation);
    for (const thing of things.values()) if (thing.found && thing.class === "Relation") for (const p of (thing as Relation).participants) find(p.thing);
    return this.made;
  }

  /** learnKeys reads beforehand which id belongs to which key. */
  learnKeys(value: unknown, shape: Shape | undefined) {
    if (Array.isArray(value)) value.forEach((item) => this.learnKeys(item, shape));
    if (!isObject(value)) return;
    const reading = read(value, shape);
    const [id, key] = [reading.text("id"), reading.text("key")];
    if (id && key && !this.idOfKey.has(key)) this.idOfKey.set(key, id);
    for (const field of reading.fields) this.learnKeys(field.value, field.shape);
  }

  /** identify gives the id under which a thing is known, or would be. */
  identify(cls: ThingClass, given: { id?: string | undefined; key?: string | undefined; name?: string | undefined }): string {
    if (given.id) return given.id;
    if (given.key) return this.idOfKey.get(given.key) ?? `key:${given.key}`;
    // A claim has no name of its own: those with the same one are not the same.
    if (given.name && cls !== "Claim") return `name:${given.name}`;
    return `place:${this.made.things.size}`;
  }

  /** put adds a thing, or what is new about one that is known, and returns it. */
  put(id: string, cls: ThingClass, found: boolean): Thing {
    let thing = this.made.things.get(id);
    if (!thing) {
      thing = blank(id, cls);
      this.made.things.set(id, thing);
    } else if (thing.class === "Thing" && cls !== "Thing") {
      Object.assign(thing, { ...blank(id, cls), name: thing.name });
    }
    thing.found ||= found;
    return thing;
  }

  relation(id: string): Relation | undefined {
    const thing = this.made.things.get(id);
    return thing?.class === "Relation" ? (thing as Relation) : undefined;
  }

  claim(id: string): Claim | undefined {
    const thing = this.made.things.get(id);
    return thing?.class === "Claim" ? (thing as Claim) : undefined;
  }

  /** addParticipant adds to a relation who takes part in it, or the role of who is known to. */
  addParticipant(relation: string, thing: string, role?: Term, position?: Participant["position"]) {
    const participants = this.relation(relation)?.participants;
    if (!participants) return;
    const same = participants.filter((p) => p.thing === thing);
    let known = same.find((p) => (role ? p.role?.key === role.key : true)) ?? same.find((p) => !p.role);
    // Subject and object repeat what a role says of the same thing.
    if (!known && !role && same[0]) known = same[0];
    if (!known) participants.push((known = { thing }));
    if (role && (!known.role || (role.label && !known.role.label))) known.role = role;
    if (position && (!known.position || role)) known.position = position;
  }

  notePartial(partial: Partial) {
    this.made.partial.push(partial);
  }

  noteTruncated(path: string) {
    this.made.truncated.push(path);
  }
}

function blank(id: string, cls: ThingClass): Thing {
  const thing: Thing = { id, class: cls, name: "", found: false };
  if (cls === "Relation") return { ...thing, participants: [] } as unknown as Relation;
  if (cls === "Claim") return { ...thing, via: [], evidence: [] } as unknown as Claim;
  return thing;
}
