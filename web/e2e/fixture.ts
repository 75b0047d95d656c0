import type { APIRequestContext } from "@playwright/test";

// Statements in states that the first dataset has none of. Its own actors and its own source, so that
// nothing of the dataset looks different for them. On the first page, however, they are among the disputes:
// whoever looks there looks for a statement by its name.

/** So many say that a statement is so that the one who denies it comes after all that a list shows. */
export const asserting = 50;

/** commitFixture puts them into the store behind a page; doing so again changes nothing. */
export async function commitFixture(request: APIRequestContext) {
  const query = "mutation Fixture($input: CommitInput!) { commit(input: $input) { userErrors { message path } } }";
  const variables = { input: { idempotencyKey: "fixture-1", operations: [...operations()] } };
  const answer = await (await request.post("graphql", { data: { query, variables } })).json();
  if (answer.errors || answer.data.commit.userErrors.length > 0) throw new Error(JSON.stringify(answer));
}

function* operations() {
  yield { putSource: { key: "fixture-source", genre: "news-article", title: { text: "Fixture gazette", lang: "en" } } };
  yield actor("client", "Fixture client");
  yield actor("denier", "Fixture denier");
  for (const n of ["contested", "denied", "retracted"]) yield actor(n, `Fixture provider ${n}`);
  for (let i = 0; i < asserting; i++) yield actor(`voice-${i}`, `Fixture voice ${i}`);

  const denial = claim("denier", "DENIES", "2003");
  yield hires("contested", [...Array.from({ length: asserting }, (_, i) => claim(`voice-${i}`, "ASSERTS", "2001")), denial]);
  yield hires("denied", [denial]);
  yield hires("retracted", [{ ...claim("denier", "ASSERTS", "2002"), key: "fixture-retracted-claim" }]);
  yield { retractClaim: { claim: { key: "fixture-retracted-claim" } } };
}

const actor = (key: string, text: string) => ({ putEntity: { key: `fixture-${key}`, kind: "organisation", names: [{ text, lang: "en" }] } });

const hires = (key: string, claims: object[]) => ({
  putRelation: {
    key: `fixture-${key}-hire`,
    type: "hires",
    participants: [
      { role: "client", ref: { key: "fixture-client" } },
      { role: "provider", ref: { key: `fixture-${key}` } },
    ],
    claims,
  },
});

const claim = (claimant: string, stance: string, saidAt: string) => ({
  claimant: { key: `fixture-${claimant}` },
  stance,
  saidAt,
  evidence: [{ source: { key: "fixture-source" }, quote: `Zwischenruf of ${claimant}`, lang: "en" }],
});
