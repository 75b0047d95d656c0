import { run, saved, sizeOfPng } from "./playground";
import { expect, test } from "./test";

// The views beside GraphiQL's response. Drawings are a canvas, so tests go through them by keyboard, as readers can.

const aroundWagner = `query AroundWagner {
  relation(ref: {key: "hires-wagner"}) {
    name
    participants { node { name } }
    claims { nodes { stance claimant { name } } }
  }
}
`;

const ofTheJunta = `{ entity(ref: {key: "mali-junta"}) { relations(first: 40) { nodes { name } } } }\n`;

test("a graph of an answer without a single id: picked, told about, expanded, and the query for it kept", async ({ page }) => {
  await run(page, aroundWagner, "Graph");
  const view = page.getByRole("region", { name: "Graph", exact: true });
  await expect(view).toContainText("2 things, 1 relation");
  // The JSON is what was asked for, no more.
  await page.getByRole("tab", { name: "JSON", exact: true }).click();
  await expect(page.locator(".result-window")).not.toContainText("_id");
  await page.getByRole("tab", { name: "Graph", exact: true }).click();

  await view.getByRole("button", { name: "Table" }).click();
  await view.getByRole("rowheader", { name: "Malian junta hires Wagner" }).getByRole("button").click();
  const card = page.getByRole("complementary", { name: "About Malian junta hires Wagner" });
  await expect(card).toContainText("disputed: Some say that it is so, others that it is not.");
  await expect(card.locator(".claim-for")).toContainText("France asserts");
  await expect(card.locator(".claim-against")).toContainText("Malian junta denies");

  await card.getByRole("button", { name: "Expand" }).click();
  const notice = view.locator(".view-notices li").filter({ hasText: "added" });
  await expect(notice).toBeVisible();
  await expect(view).toContainText("6 things, 5 relations");
  await notice.getByRole("button", { name: "Show as query" }).click();
  await expect(page.locator(".graphiql-query-editor")).toContainText("query ViewNeighbors");
});

test("the drawing is walked through by keyboard", async ({ page }) => {
  await run(page, ofTheJunta, "Graph");
  const canvas = page.getByRole("application", { name: /^Graph/ });
  await canvas.focus();
  await page.keyboard.press("Home");
  await expect(page.locator(".view-graph [aria-live]").filter({ hasText: "Malian junta, government" })).toBeAttached();
  await page.keyboard.press("Enter");
  const card = page.getByRole("complementary", { name: "About Malian junta" });
  await expect(card).toContainText("the colonels");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(canvas).toBeFocused();
});

test("a graph is saved as SVG, with all that its drawing shows", async ({ page }) => {
  await run(page, ofTheJunta, "Graph");
  const svg = (await saved(page, "Save as SVG", "demarche.svg")).toString();
  // It is opened as a picture of its own, and holds nothing of the page.
  await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
  const words = (await page.locator("text").allTextContents()).map((text) => text.trim());
  for (const name of ["Malian junta", "Wagner", "hires", "France"]) expect(words).toContain(name);
  await expect(page.locator("circle")).toHaveCount(17);
  expect(svg).not.toMatch(/var\(|class=/);
  // What is disputed is red, in two lines: the box and both of its roles.
  const red = /stroke="(#[0-9a-f]{6})"/.exec(/<rect [^>]*rx="7"[^>]*fill="none"[^>]*>/.exec(svg)![0])![1]!;
  expect(await page.locator(`path[stroke="${red}"]`).count()).toBe(2);
  expect(await page.locator(`rect[stroke="${red}"]`).count()).toBe(2);
  expect(await page.locator(`path[fill="${red}"]`).count()).toBe(2);
});

test("a graph is saved as PNG", async ({ page }) => {
  await run(page, aroundWagner, "Graph");
  expect(sizeOfPng(await saved(page, "Save as PNG", "demarche.png")).width).toBeGreaterThan(200);
});

test("a timeline is saved as PNG, to its end", async ({ page }) => {
  await run(page, ofTheJunta, "Timeline");
  expect(sizeOfPng(await saved(page, "Save as PNG", "timeline.png")).height).toBeGreaterThan(1000);
});

test("a timeline is saved as SVG in the colours of the page", async ({ page }) => {
  await run(page, ofTheJunta, "Timeline");
  const svg = (await saved(page, "Save as SVG", "timeline.svg")).toString();
  expect(svg).not.toContain("var(");
  await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
  await expect(page.locator("text").filter({ hasText: /^Malian junta denounces Status of Forces Agreement of March 2013/ })).toBeVisible();
});

test("a timeline is filtered by its brush, and shows what the graph said earlier", async ({ page }) => {
  await run(page, ofTheJunta, "Timeline");
  const view = page.getByRole("region", { name: "Timeline", exact: true });
  await expect(view.getByRole("button", { name: /^Malian junta denounces Status of Forces Agreement of March 2013 2 May 2022/ })).toBeVisible();
  await expect(view.getByRole("heading", { name: "Without a date" })).toBeVisible();
  const count = view.getByRole("status").filter({ hasText: "relations" });
  await expect(count).toHaveText("28 relations");
  await view.getByRole("slider", { name: /^Shown until/ }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowLeft");
  await expect(count).toHaveText(/^\d+ of 28 relations$/);
  await page.keyboard.press("Escape");
  await expect(count).toHaveText("28 relations");

  // Before the last commit about it the graph knew less.
  const asOf = view.getByRole("slider", { name: "What the graph said" });
  await asOf.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".response-asked")).toContainText("Shown as it was then");
  await expect(count).not.toHaveText("28 relations");
  await page.locator(".response-asked").getByRole("button", { name: "Show as query" }).click();
  await expect(page.locator(".graphiql-query-editor")).toContainText("asOf:");
});

test("two claimants are held against each other", async ({ page }) => {
  await run(page, aroundWagner, "Claims");
  const view = page.getByRole("region", { name: "Claims", exact: true });
  await expect(view.getByRole("row").filter({ hasText: "denies" })).toContainText("Malian junta hires Wagner");
  await view.getByRole("button", { name: "Side by side" }).click();
  const row = view.locator(".verdict-CONFLICT");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("contradict each other");
  await view.getByRole("button", { name: "Compare them in the whole graph" }).click();
  await expect(page.locator(".graphiql-query-editor")).toContainText("query ViewCompare");
});
