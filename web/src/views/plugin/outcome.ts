// What an answer of the API amounts to, before anything of it is drawn.

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** failuresOf is what the API says went wrong, also where it answered in part. */
export function failuresOf({ errors }: { errors?: unknown }): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((e: unknown) => (isObject(e) && "message" in e && typeof e.message === "string" ? [e.message] : []));
}

/** isVoid: no field of the operation has a value. */
export const isVoid = (data: unknown): boolean => !isObject(data) || Object.values(data).every((value) => value === null);

/** foundNothing: lists were asked for, and all of them are empty. */
export function foundNothing(data: unknown): boolean {
  const sizes = listsIn(data);
  return sizes.length > 0 && sizes.every((n) => n === 0);
}

const listsIn = (value: unknown): number[] => (Array.isArray(value) ? [value.length, ...value.flatMap(listsIn)] : isObject(value) ? Object.values(value).flatMap(listsIn) : []);
