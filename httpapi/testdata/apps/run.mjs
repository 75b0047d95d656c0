// Pages through a running server with the applications that build.mjs has built,
// to the end of its lists.
//
//   node run.mjs URL            documents are sent in full, or by hash after that
//   node run.mjs URL --trusted  the server runs only those of generated/documents.json
//
// Each application has to see what plain requests for whole pages give: every
// member, once, in order.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildClientSchema, buildSchema, findBreakingChanges, getIntrospectionQuery, print } from 'graphql';
import { pages as apollo } from './generated/js/src/page-apollo.js';
import { pages as relay } from './generated/js/src/page-relay.js';

const [url, mode] = process.argv.slice(2);
if (!url || (mode && mode !== '--trusted')) {
  console.error('usage: node run.mjs <url of the GraphQL endpoint> [--trusted]');
  process.exit(2);
}
const trusted = mode === '--trusted';
const file = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const documents = JSON.parse(file('generated/documents.json'));
const count = 7; // no page size that divides the lists
const key = 'mali-junta';

// counting is fetch with a record of how documents were sent.
function counting() {
  const sent = { byName: 0, inFull: 0, unknown: 0 };
  const counted = async (input, init) => {
    const body = init.body ? JSON.parse(init.body) : Object.fromEntries(new URL(input).searchParams);
    sent[body.query ? 'inFull' : 'byName']++;
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(30_000) });
    const { errors } = await response.clone().json();
    if (errors?.some((e) => e.extensions.code === 'PERSISTED_QUERY_NOT_FOUND')) sent.unknown++;
    else assert.equal(errors, undefined, JSON.stringify(errors));
    return response;
  };
  return { sent, counted };
}

async function ask(query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  });
  return response.json();
}

const entitiesQuery = `query ($after: String) { entities(first: 100, after: $after, orderBy: [{field: LABEL}]) {
  totalCount nodes { id name } pageInfo { hasNextPage endCursor } } }`;
const relationsQuery = `query ($after: String) { entity(ref: {key: "${key}"}) { relations(first: 100, after: $after) {
  totalCount nodes { id name } pageInfo { hasNextPage endCursor } } } }`;

// whole reads a list by plain requests.
async function whole(query, of) {
  const nodes = [];
  for (let after = null; ;) {
    const { data, errors } = await ask(query, { after });
    assert.equal(errors, undefined, JSON.stringify(errors));
    const list = of(data);
    nodes.push(...list.nodes);
    if (!list.pageInfo.hasNextPage) return { totalCount: list.totalCount, nodes };
    after = list.pageInfo.endCursor;
  }
}

function check(name, [entities, relations], want) {
  for (const [what, got, wanted] of [['entities', entities, want?.entities], ['relations', relations, want?.relations]]) {
    const ids = got.nodes.map((node) => node.id);
    assert.equal(ids.length, got.totalCount, `${name}: ${what}: not as many as totalCount says`);
    assert.equal(new Set(ids).size, ids.length, `${name}: ${what}: one came twice`);
    assert.ok(ids.length > 2 * count, `${name}: ${what}: too few for several pages`);
    if (wanted) {
      assert.deepEqual(ids, wanted.nodes.map((node) => node.id), `${name}: ${what}`);
      assert.deepEqual(got.nodes.map((node) => node.name), wanted.nodes.map((node) => node.name), `${name}: ${what}`);
    }
  }
  console.log(`ok: ${name}: ${entities.nodes.length} entities, ${relations.nodes.length} relations`);
}

// introspected holds what tools read from the server to the file in docs.
async function introspected() {
  const { data, errors } = await ask(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, directiveIsRepeatable: true, oneOf: true }));
  assert.equal(errors, undefined, JSON.stringify(errors));
  const served = buildClientSchema(data);
  const written = buildSchema(file('../../../docs/schema.graphql'));
  assert.deepEqual(findBreakingChanges(written, served), [], 'the server lacks what docs/schema.graphql has');
  assert.deepEqual(findBreakingChanges(served, written), [], 'docs/schema.graphql lacks what the server has');
  console.log('ok: introspection and docs/schema.graphql say the same');
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

try {
  let want;
  if (!trusted) {
    await introspected();
    want = { entities: await whole(entitiesQuery, (d) => d.entities), relations: await whole(relationsQuery, (d) => d.entity.relations) };
  }

  const forRelay = counting();
  const send = trusted ? (id) => ({ documentId: id }) : (id) => ({ query: documents[id] });
  check('Relay', await relay({ url, fetch: forRelay.counted, send, count, key }), want);
  assert.equal(forRelay.sent.unknown + forRelay.sent[trusted ? 'inFull' : 'byName'], 0, JSON.stringify(forRelay.sent));

  // Apollo Client, by hash: the server learns each document once. From the list of
  // trusted documents it takes the one that has the name, as the build does.
  const forApollo = counting();
  const named = (document) => {
    const { name } = document.definitions.find((d) => d.kind === 'OperationDefinition');
    return Object.keys(documents).find((id) => documents[id].startsWith(`query ${name.value}(`));
  };
  const hash = trusted ? named : (document) => sha256(print(document));
  check('Apollo Client', await apollo({ url, fetch: forApollo.counted, hash, count, key }), want);
  const { byName, inFull, unknown } = forApollo.sent;
  assert.ok(byName > 2 && unknown === inFull && inFull === (trusted ? 0 : 2), `by hash: ${JSON.stringify(forApollo.sent)}`);

  if (trusted) {
    const { errors } = await ask('{ __typename }');
    assert.equal(errors?.[0].extensions.code, 'QUERY_NOT_IN_SAFELIST', 'the server runs documents that are not in its list');
    console.log('ok: nothing else runs');
  }
  process.exit(0); // idle connections would keep it running
} catch (err) {
  console.error(err);
  process.exit(1);
}
