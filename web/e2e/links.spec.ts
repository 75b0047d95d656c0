import { expect, test } from "./test";

// What a link to the playground does, and what the views say when there is nothing to see.

const editor = { timeout: 60_000 };

test("a link to a query shows its answer, a link to a mutation or subscription waits", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const body = request.method() === "POST" ? (request.postDataJSON() as { query: string }).query : "";
    if (body && !body.includes("IntrospectionQuery")) asked.push(body);
  });
  await page.goto(`?${new URLSearchParams({ query: "query Linked { meta { head } }" })}`);
  await expect(page.locator(".graphiql-response .result-window")).toContainText("commit-", editor);
  expect(asked.filter((query) => query.includes("Linked"))).toHaveLength(1);

  asked.length = 0;
  await page.goto(`?${new URLSearchParams({ query: 'mutation Linked { commit(input: {idempotencyKey: "never", operations: []}) { replayed } }' })}`);
  await expect(page.locator(".graphiql-query-editor")).toContainText("mutation Linked", editor);
  await expect(page.getByRole("button", { name: /Execute query/ })).toBeVisible();
  // The schema is there, and what follows it would be.
  await page.getByRole("tab", { name: "Graph", exact: true }).click();
  await expect(page.getByText("Run a query to see its answer here.")).toBeVisible();
  expect(asked).toEqual([]);
});

test("an answer that failed in part, failed, or found nothing is said to be so", async ({ page }) => {
  await page.goto(`?${new URLSearchParams({ query: '{ relations(filter: {text: "zzzz"}) { nodes { name } } }' })}`);
  await page.getByRole("tab", { name: "Claims", exact: true }).click(editor);
  await expect(page.getByText("The query found nothing.")).toBeVisible(editor);
  await page.getByRole("tab", { name: "Graph", exact: true }).click();
  await expect(page.getByText("The query found nothing.")).toBeVisible();

  await page.goto(`?${new URLSearchParams({ query: '{ relations(filter: {type: ["hire"]}) { nodes { name } } }' })}`);
  await expect(page.getByText("The query failed.")).toBeVisible(editor);
  await expect(page.locator(".response-view")).toContainText('there is no relation type "hire"');

  await page.goto(`?${new URLSearchParams({ query: '{ relations(filter: {type: ["hire"]}) { nodes { name } } entity(ref: {key: "mali"}) { name } }' })}`);
  await expect(page.locator(".response-part")).toContainText(/Only a part of the answer could be given: there is no relation type "hire"/, editor);
  await expect(page.locator(".view-count")).toContainText("1 thing");
});

test("what a subscription brings is added to what it brought before", async ({ page, request }) => {
  await page.goto(`?${new URLSearchParams({ query: "subscription News { changes(filter: {entity: {}}) { node { node { __typename id } } } }" })}`);
  await expect(page.locator(".graphiql-response .view-lines")).toBeAttached(editor);
  await page.getByRole("button", { name: /Execute query/ }).click();
  await page.getByRole("tab", { name: "Graph", exact: true }).click();
  await expect(page.getByText("Subscribed; nothing has come yet.")).toBeVisible();
  // A subscription says nothing of having begun: what is committed before it would be missed.
  const commit = async (n: number) => {
    const query = "mutation ($input: CommitInput!) { commit(input: $input) { userErrors { message } } }";
    const variables = { input: { idempotencyKey: `news-${n}`, operations: [{ putEntity: { key: `news-${n}`, kind: "place", names: [{ text: `News ${n}`, lang: "en" }] } }] } };
    const answer = await (await request.post("graphql", { data: { query, variables } })).json();
    expect(answer.errors ?? answer.data.commit.userErrors).toEqual([]);
  };
  let n = 0;
  await expect(async () => {
    await commit(++n);
    await expect(page.locator(".view-count")).toContainText(/^\d+ things?/, { timeout: 2000 });
  }).toPass();
  const before = Number.parseInt((await page.locator(".view-count").innerText()).trim(), 10);
  await commit(++n);
  await expect(page.locator(".view-count")).toContainText(`${before + 1} things`);
});
