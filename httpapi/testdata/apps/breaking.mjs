// Holds docs/schema.graphql to break no client of the last release, whose schema is
// graph/testdata/released.graphql.
//
//   npm ci && node breaking.mjs
//
// A release copies the one file over the other. A change that has to break clients
// needs a new major version, and is made by copying the file together with it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BreakingChangeType, buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const released = read('graph/testdata/released.graphql');
const now = read('docs/schema.graphql');

// compare gives what breaks clients of the schema before, and what may surprise them.
function compare(before, after) {
  const schemas = [buildSchema(before), buildSchema(after)];
  return { breaking: findBreakingChanges(...schemas), surprising: findDangerousChanges(...schemas) };
}

// Each of these would break somebody, so that a check that finds them is one.
const { FIELD_REMOVED, ARG_REMOVED, FIELD_CHANGED_KIND, TYPE_REMOVED, VALUE_REMOVED_FROM_ENUM, REQUIRED_ARG_ADDED, REQUIRED_INPUT_FIELD_ADDED } = BreakingChangeType;
for (const [type, was, is] of [
  [FIELD_REMOVED, /^ {2}totalCount: Int!$/m, '  total: Int!'],
  [FIELD_CHANGED_KIND, /^ {2}totalCount: Int!$/m, '  totalCount: Int'],
  [ARG_REMOVED, /^( {4})ref: ThingRef!$/m, '$1reference: ThingRef!'],
  [REQUIRED_ARG_ADDED, /^( {4})ref: ThingRef!$/m, '$1ref: ThingRef! why: String!'],
  [VALUE_REMOVED_FROM_ENUM, /^ {2}CONTESTED$/m, '  DISPUTED'],
  [REQUIRED_INPUT_FIELD_ADDED, /^input CommitInput \{$/m, 'input CommitInput { why: String!'],
  [TYPE_REMOVED, /\bGeoPoint\b/g, 'Position'],
]) {
  const changed = released.replace(was, is);
  assert.ok(changed !== released, `the schema has nothing like ${was}`);
  const found = compare(released, changed).breaking.map((change) => change.type);
  assert.ok(found.includes(type), `${was} -> ${is}: found ${found}, not ${type}`);
}
assert.deepEqual(compare(released, released.replace(/^type Meta \{$/m, 'type Meta { more: String')).breaking, [], 'a new field breaks nobody');

const { breaking, surprising } = compare(released, now);
for (const { type, description } of surprising) console.log(`may surprise clients: ${type}: ${description}`);
for (const { type, description } of breaking) console.error(`breaks clients: ${type}: ${description}`);
console.log(`${breaking.length} breaking changes since the last release`);
process.exit(breaking.length > 0 ? 1 : 0);
