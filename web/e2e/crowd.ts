import type { APIRequestContext } from "@playwright/test";

// More things than are ever drawn: 640 actors and 900 relations among them, the same at each run. A few actors
// take part in many relations, as in every real graph.

const actors = 640;
const relations = 900;
const kinds = ["person", "person", "organisation", "armed-group", "government", "media-outlet"];
const types = [
  ["hires", "client", "provider"],
  ["approaches", "approacher", "approached"],
] as const;

/** Everything around the first of the crowd: more than 500 nodes. */
export const theCrowd = `query Crowd {
  subgraph(seeds: [{key: "crowd-0"}], hops: 4, maxNodes: 1000) {
    truncated
    relations { name participants { node { name } } }
  }
}
`;

/** commitCrowd puts the crowd into the store behind a page; doing so again changes nothing. */
export async function commitCrowd(request: APIRequestContext) {
  const operations = [...entities(), ...pairs()];
  for (let i = 0; i < operations.length; i += 80) {
    const input = { idempotencyKey: `crowd-${i}`, operations: operations.slice(i, i + 80) };
    const query = "mutation Crowd($input: CommitInput!) { commit(input: $input) { userErrors { message path } } }";
    const answer = await (await request.post("graphql", { data: { query, variables: { input } } })).json();
    if (answer.errors || answer.data.commit.userErrors.length > 0) throw new Error(JSON.stringify(answer));
  }
}

function* entities() {
  for (let i = 0; i < actors; i++) {
    yield { putEntity: { key: `crowd-${i}`, kind: kinds[i % kinds.length], names: [{ text: `Actor number ${i} of the crowd`, lang: "en" }] } };
  }
}

function* pairs() {
  const random = generator(2022);
  for (let i = 0; i < relations; i++) {
    const [type, subject, object] = types[i % types.length]!;
    // Every actor is tied to one before it, so that all are around the first; the rest of the relations are anywhere.
    const to = i < actors - 1 ? i + 1 : Math.floor(random() * actors);
    const from = Math.floor(Math.min(to || actors, actors) * random() ** 3);
    const day = new Date(Date.UTC(2020, 0, 1 + (i % 1000))).toISOString().slice(0, 10);
    yield {
      putRelation: {
        key: `crowd-r${i}`,
        type,
        participants: [{ role: subject, ref: { key: `crowd-${from}` } }, { role: object, ref: { key: `crowd-${to}` } }],
        time: { edtf: day },
        claim: { stance: "ASSERTS", evidence: [{ source: { key: "france24-2022-05" } }] },
      },
    };
  }
}

// mulberry32, a small generator of which each seed gives one sequence.
function generator(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
