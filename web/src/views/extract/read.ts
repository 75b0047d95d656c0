import type { Participant, Term } from "../model";
import type { Field, Shape } from "./extract";

/** Where in an answer a value was found. */
export interface Context {
  path: string[];
  /** Whether it is what was asked for, see Thing.found. */
  found: boolean;
  /** The thing that the value hangs on, and by which field. */
  link?: { thing: string; field: string; args: Record<string, unknown> } | undefined;
}

/** A field of an object in an answer, by its name in the schema. */
export interface ReadField extends Field {
  /** Its response name. */
  key: string;
  value: unknown;
}

/** An object of an answer, read by the names of the schema. */
export class Reading {
  constructor(
    /** Name of its type, if known. */
    readonly type: string | undefined,
    readonly fields: ReadField[],
  ) {}

  has(name: string): boolean {
    return this.fields.some((f) => f.name === name);
  }

  all(...names: string[]): ReadField[] {
    return this.fields.filter((f) => names.includes(f.name));
  }

  /**
   * The field, if it was asked for several times: as the views asked for it, else without arguments. A standing
   * `counting` some claims is not *the* standing.
   */
  field(name: string): ReadField | undefined {
    const all = this.all(name).filter((f) => f.value !== null && f.value !== undefined);
    return all.find((f) => f.key.startsWith("_")) ?? all.find((f) => Object.keys(f.args).length === 0) ?? all[0];
  }

  value(name: string): unknown {
    return this.field(name)?.value;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** The object of a field. */
  object(name: string): Reading | undefined {
    const field = this.field(name);
    return isObject(field?.value) ? read(field.value, field.shape) : undefined;
  }

  /** A key with its label: of a kind, type or role. */
  term(name: string): Term | undefined {
    const object = this.object(name);
    const label = object?.object("label")?.text("text");
    const key = object?.text("key") ?? label;
    return key ? { key, ...(label && { label }) } : undefined;
  }

  /** Where a role stands. */
  position(name: string): Participant["position"] {
    return this.object(name)?.text("position") as Participant["position"];
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** read names the fields of an object; without a shape they are what they are called. */
export function read(value: Record<string, unknown>, shape: Shape | undefined): Reading {
  if (!shape) {
    const fields = Object.entries(value).map(([key, v]) => ({ key, name: key, args: {}, value: v }));
    return new Reading(typeof value.__typename === "string" ? value.__typename : undefined, fields);
  }
  let type = shape.type;
  for (const [key, fields] of shape.fields) {
    if (fields.some((f) => f.name === "__typename") && typeof value[key] === "string") type = value[key] as string;
  }
  const fields: ReadField[] = [];
  for (const [key, v] of Object.entries(value)) {
    const known = shape.fields.get(key) ?? [];
    const field = known.find((f) => !f.on || !type || f.on.includes(type)) ?? known[0];
    if (field) fields.push({ ...field, key, value: v });
  }
  return new Reading(type, fields);
}
