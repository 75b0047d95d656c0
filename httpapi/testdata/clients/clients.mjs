// Follows the feed of changes of a running server with the clients that
// applications use: graphql-ws, graphql-sse, and EventSource as in a browser.
//
//   npm ci && node clients.mjs http://localhost:8080/graphql
//
// Commits are made while they read. Every subscriber has to see each change
// once and in the order of the commits; one that was away and comes back with
// its last cursor goes on right behind it. No client may reconnect by itself:
// a connection that breaks is a failure.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';

const url = process.argv[2];
if (!url) {
  console.error('usage: node clients.mjs <url of the GraphQL endpoint>');
  process.exit(2);
}
const patience = 30_000; // milliseconds that one step may take

const changes = 'subscription ($after: String) { changes(after: $after) { cursor node { op } } }';

// ---------------------------------------------------------------- commits

const run = randomUUID().slice(0, 8); // keys of this run, on whatever store
let made = 0;

// commit creates an entity, or changes the first one, and returns what the
// server says that it did: CREATED or UPDATED.
async function commit(create) {
  const n = made++;
  const key = create ? `client-${run}-${n}` : `client-${run}-0`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($in: CommitInput!) { commit(input: $in) { things { op } userErrors { message } } }',
      variables: {
        in: {
          idempotencyKey: `${run}-${n}`,
          operations: [{ putEntity: { key, kind: 'state', names: [{ text: `Client ${n}`, lang: 'en' }] } }],
        },
      },
    }),
    signal: AbortSignal.timeout(patience),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, `a commit failed: ${JSON.stringify(errors)}`);
  assert.deepEqual(data.commit.userErrors, []);
  assert.equal(data.commit.things.length, 1);
  return data.commit.things[0].op;
}

// series makes one commit after the other. The changes differ in what was done,
// so that their order shows.
async function series(pattern) {
  const ops = [];
  for (const c of pattern) {
    ops.push(await commit(c === 'c'));
  }
  assert.equal(new Set(ops).size, 2, `every commit did the same: ${ops}`);
  return ops;
}

const twenty = 'uccucuuucuccccuucucu';
const ten = 'ucuuccucuc';

// ---------------------------------------------------------------- clients

// Each opener takes a request and a sink, and returns what ends it.

function overWS(client = newWS()) {
  return (request, sink) => client.subscribe(request, sink);
}

function newWS(on) {
  return createWS({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, on });
}

function overSSE() {
  const client = createSSE({ url, retryAttempts: 0 });
  return (request, sink) => client.subscribe(request, sink);
}

function overEventSource() {
  return ({ query, variables = {} }, sink) => {
    const source = new EventSource(`${url}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`);
    source.addEventListener('next', (e) => sink.next(JSON.parse(e.data)));
    source.addEventListener('complete', (e) => {
      source.close(); // it would connect again
      assert.equal(e.data, '');
      sink.complete();
    });
    source.addEventListener('error', (e) => {
      source.close();
      sink.error(new Error(`EventSource: ${e.code ?? ''} ${e.message ?? 'the connection ended'}`));
    });
    return () => source.close();
  };
}

// Subscriber keeps what it saw of the feed.
class Subscriber {
  seen = [];
  #failure;
  #stop;
  #stopped = false;
  #wake = () => {};

  constructor(name, open, after) {
    this.name = name;
    this.#stop = open(
      { query: changes, variables: { after } },
      {
        next: ({ data, errors }) => {
          if (errors) return this.#fail(new Error(JSON.stringify(errors)));
          this.seen.push({ cursor: data.changes.cursor, op: data.changes.node.op });
          this.#wake();
        },
        error: (err) => this.#fail(err),
        complete: () => this.#fail(new Error('complete, though there is no end of changes')),
      },
    );
  }

  #fail(err) {
    if (this.#stopped) return;
    this.#failure ??= err;
    this.#wake();
  }

  get ops() {
    return this.seen.map((c) => c.op);
  }

  get cursors() {
    return this.seen.map((c) => c.cursor);
  }

  // until returns when it has seen enough.
  async until(enough, what) {
    const late = Date.now() + patience;
    while (!enough()) {
      if (this.#failure) throw new Error(`${this.name}: ${what}: it failed after ${this.seen.length} changes`, { cause: this.#failure });
      const left = late - Date.now();
      if (left <= 0) throw new Error(`${this.name}: ${what}: it waits since ${this.seen.length} changes: ${this.ops.slice(-30)}`);
      let timer;
      await new Promise((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  // exactly waits for changes and looks at all that were seen.
  async exactly(ops, what) {
    await this.until(() => this.seen.length >= ops.length, what);
    assert.deepEqual(this.ops, ops, `${this.name}: ${what}`);
    assert.equal(new Set(this.cursors).size, ops.length, `${this.name}: ${what}: a cursor came twice`);
  }

  stop() {
    this.#stopped = true;
    this.#stop();
  }
}

// ---------------------------------------------------------------- scenarios

// comeAndGo follows the feed from no cursor on, leaves, and comes back. It
// returns the last cursor.
async function comeAndGo(name, open) {
  const first = new Subscriber(name, open, undefined);
  let before = 0;
  while (first.seen.length === 0) { // nothing else tells when it is subscribed
    await commit(true);
    before++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const live = await series(twenty);
  // The series begins with another kind of change than those before it.
  const tail = () => first.ops.slice(-live.length);
  await first.until(() => String(tail()) === String(live), 'twenty commits while it reads');
  const head = first.ops.slice(0, -live.length).slice(-before);
  assert.ok(before === 0 || head.length > 0, `${name}: the change that began it is lost`);
  assert.ok(before === 0 || head.every((op) => op === live[1]), `${name}: before the series it saw ${head}`);
  assert.equal(new Set(first.cursors).size, first.seen.length, `${name}: a cursor came twice`);
  first.stop();

  const away = await series(ten);
  const last = first.cursors.at(-1);
  const back = new Subscriber(`${name}, back`, open, last);
  const later = await series(ten);
  await back.exactly([...away, ...later], 'changes while it was away, then live ones');
  assert.ok(!back.cursors.some((c) => first.cursors.includes(c)), `${name}: it saw changes from before its cursor again`);
  back.stop();

  // A client that lost what it read after some cursor gets that again.
  const again = new Subscriber(`${name}, again`, open, first.cursors.at(-6));
  await again.exactly([...live.slice(-5), ...away, ...later], 'changes after an older cursor');
  assert.deepEqual(again.cursors, [...first.cursors.slice(-5), ...back.cursors], `${name}: cursors differ the second time`);
  again.stop();
  return back.cursors.at(-1);
}

// crowd follows the feed with a thousand subscribers: most share a socket with
// others, two hundred have their own, and some more read event streams.
async function crowd(after) {
  const sharedSockets = 16, perSocket = 50, ownSockets = 200, streams = 50;
  const connected = [];
  const subscribers = [];
  const disposals = [];
  const socket = (name, operations) => {
    let client;
    connected.push(new Promise((resolve) => (client = newWS({ connected: resolve }))));
    disposals.push(() => client.dispose());
    for (let i = 0; i < operations; i++) {
      subscribers.push(new Subscriber(`${name}, subscription ${i}`, overWS(client), after));
    }
  };
  for (let i = 0; i < sharedSockets; i++) socket(`shared socket ${i}`, perSocket);
  for (let i = 0; i < ownSockets; i++) socket(`own socket ${i}`, 1);
  for (let i = 0; i < streams; i++) subscribers.push(new Subscriber(`stream ${i}`, overSSE(), after));
  assert.equal(subscribers.length, 1000 + streams);
  await within(Promise.all(connected), 'not every socket was connected');

  const ops = await series(twenty);
  await Promise.all(subscribers.map((s) => s.exactly(ops, 'twenty commits')));
  const { cursors } = subscribers[0];
  for (const s of subscribers) {
    assert.deepEqual(s.cursors, cursors, `${s.name}: it saw other cursors than the first one`);
    s.stop();
  }
  await Promise.all(disposals.map((dispose) => dispose()));
}

// single runs an operation that is no subscription to its end.
async function single(name, open, request) {
  const results = [];
  await within(
    new Promise((resolve, reject) => open(request, { next: (r) => results.push(r), error: reject, complete: resolve })),
    `${name}: it was not completed`,
  );
  assert.equal(results.length, 1, name);
  return results[0];
}

async function queries() {
  const wrong = /Cannot query field/;
  for (const [name, open] of [['EventSource', overEventSource()], ['graphql-sse', overSSE()]]) {
    assert.deepEqual(await single(name, open, { query: '{ __typename }' }), { data: { __typename: 'Query' } }, name);
    const refused = await single(name, open, { query: '{ noSuchField }' });
    assert.match(refused.errors[0].message, wrong, name);
    assert.ok(!('data' in refused), `${name}: a refused query has data`);
  }
  assert.deepEqual(await single('graphql-ws', overWS(), { query: '{ __typename }' }), { data: { __typename: 'Query' } });
  await assert.rejects(single('graphql-ws', overWS(), { query: '{ noSuchField }' }), (errors) => wrong.test(errors[0].message));
}

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(what)), patience)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function step(name, what) {
  const began = Date.now();
  const result = await what();
  console.log(`ok: ${name} (${Date.now() - began} ms)`);
  return result;
}

try {
  await step('queries over each client', queries);
  await commit(true); // the one that is changed later
  let last;
  for (const [name, open] of [['graphql-ws', overWS()], ['graphql-sse', overSSE()], ['EventSource', overEventSource()]]) {
    last = await step(`${name} comes and goes`, () => comeAndGo(name, open));
  }
  await step('a thousand subscribers', () => crowd(last));
  process.exit(0); // idle connections would keep it running
} catch (err) {
  console.error(err);
  process.exit(1);
}
