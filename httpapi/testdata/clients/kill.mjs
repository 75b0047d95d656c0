// Follows the feed of changes with the clients that applications use, while the
// server is killed with SIGKILL under writers and started again, several times:
//
//   npm ci && node kill.mjs PROGRAM
//
// Every client comes back with the last cursor that it saw. Each has to see every
// commit that was acknowledged, in the order of the log, and none twice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import WebSocket from 'ws';

const program = process.argv[2];
if (!program) {
  console.error('usage: node kill.mjs <the program demarche>');
  process.exit(2);
}
const rounds = 4;
const perRound = 60; // acknowledged commits before the kill
const writers = 4;
const patience = 60_000; // milliseconds for all of it

const work = mkdtempSync(join(tmpdir(), 'demarche-kill-'));
let server;
let url;

// start waits until the program serves; its log names the address.
async function start() {
  const child = spawn(program, ['--listen=127.0.0.1:0', '--log-format=json', `--data=${join(work, 'data')}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.ended = new Promise((resolve) => child.once('exit', resolve));
  let log = '';
  url = await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const found = /"api":"([^"]+)"/.exec(log);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`the server ended:\n${log}`)));
  });
  server = child;
}

async function kill() {
  server.kill('SIGKILL');
  await server.ended;
}

async function ask(query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const acknowledged = new Set();

// writer commits until the server is gone.
async function writer(round, name) {
  for (let n = 0; ; n++) {
    const key = `kill-${round}-${name}-${n}`;
    try {
      const data = await ask('mutation ($in: CommitInput!) { commit(input: $in) { commit { id } userErrors { message } } }', {
        in: { idempotencyKey: key, operations: [{ putEntity: { key, kind: 'state', names: [{ text: key }] } }] },
      });
      assert.deepEqual(data.commit.userErrors, []);
      acknowledged.add(key);
    } catch (err) {
      if (err instanceof assert.AssertionError) throw err;
      return; // of unknown fate
    }
    if (acknowledged.size >= (round + 1) * perRound) return;
  }
}

const query = 'subscription ($after: String) { changes(after: $after) { cursor node { node { ... on Entity { key } } } } }';

// Follower stays on the feed, whatever becomes of the server.
class Follower {
  keys = [];
  cursors = new Set();
  ended = false;

  constructor(name, open, after) {
    this.name = name;
    this.open = open;
    this.after = after;
    this.done = this.#follow();
  }

  async #follow() {
    while (!this.ended) {
      await new Promise((resolve) => {
        this.stop = this.open(
          { query, variables: { after: this.after } },
          {
            next: ({ data, errors }) => {
              assert.equal(errors, undefined, `${this.name}: ${JSON.stringify(errors)}`);
              const { cursor, node } = data.changes;
              assert.ok(!this.cursors.has(cursor), `${this.name}: ${node.node.key} came twice`);
              this.cursors.add(cursor);
              this.keys.push(node.node.key);
              this.after = cursor;
            },
            error: resolve,
            complete: resolve,
          },
        );
      });
      await new Promise((resolve) => setTimeout(resolve, 50)); // the server may be away
    }
  }

  leave() {
    this.ended = true;
    this.stop();
  }
}

const overWS = (request, sink) => {
  const client = createWS({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  return client.subscribe(request, sink);
};
const overSSE = (request, sink) => createSSE({ url, retryAttempts: 0 }).subscribe(request, sink);

const late = setTimeout(() => {
  console.error('it took too long');
  process.exit(1);
}, patience);

try {
  await start();
  const { meta: { head } } = await ask('{ meta { head } }');
  const followers = [0, 1, 2].flatMap((n) => [
    new Follower(`graphql-ws ${n}`, overWS, head),
    new Follower(`graphql-sse ${n}`, overSSE, head),
  ]);
  for (let round = 0; round < rounds; round++) {
    const writing = Array.from({ length: writers }, (_, name) => writer(round, name));
    await Promise.race(writing); // one writer has seen enough
    await kill();
    await Promise.all(writing);
    await start();
  }
  // What the log says now is what everybody has to have seen.
  const log = [];
  for (let after = head, more = true; more; ) {
    const { changes } = await ask('query ($after: String) { changes(after: $after, first: 100) { nodes { node { ... on Entity { key } } } pageInfo { hasNextPage endCursor } } }', { after });
    log.push(...changes.nodes.map((c) => c.node.key));
    ({ hasNextPage: more, endCursor: after } = changes.pageInfo);
  }
  for (const key of acknowledged) assert.ok(log.includes(key), `${key} was acknowledged and is lost`);
  for (const f of followers) {
    while (f.keys.length < log.length) await new Promise((resolve) => setTimeout(resolve, 20));
    f.leave();
    assert.deepEqual(f.keys, log, `${f.name} saw something else than the log`);
  }
  console.log(`ok: ${rounds} kills, ${acknowledged.size} acknowledged commits, ${followers.length} followers`);
} catch (err) {
  console.error(err);
  process.exitCode = 1;
} finally {
  clearTimeout(late);
  server.kill('SIGKILL');
  await server.ended;
  rmSync(work, { recursive: true, force: true });
}
process.exit();
