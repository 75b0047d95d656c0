import { asserting, commitFixture } from "./fixture";
import { expect, test } from "./test";

test.beforeAll(({ request }) => commitFixture(request));

test("the one who denies is seen beside the many who assert", async ({ page }) => {
  await page.goto("?relation=fixture-contested-hire");
  await expect(page.locator(".verdict")).toContainText("disputed");
  await expect(page.locator(".verdict")).toContainText("Fixture denier denies it");
  await expect(page.getByRole("region", { name: "Say that it is not so" })).toContainText("Fixture denier");
  await expect(page.getByText("Nobody recorded.")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Say that it is so", exact: true })).toContainText(`${asserting - 40} more claims`);

  await page.goto(".");
  const dispute = page.locator(".dispute").filter({ hasText: "Fixture provider contested" });
  await expect(dispute.locator(".side-against")).toContainText("Fixture denier");
});

test("a denied statement has nobody for it, and says who denies it", async ({ page }) => {
  await page.goto("?relation=fixture-denied-hire");
  await expect(page.getByRole("region", { name: "Say that it is so", exact: true })).toContainText("Nobody recorded.");
  await expect(page.getByRole("region", { name: "Say that it is not so" })).toContainText("Fixture denier");
});

test("of a retracted statement it is told who took it back", async ({ page }) => {
  await page.goto("?relation=fixture-retracted-hire");
  await expect(page.locator(".verdict")).toContainText("taken back");
  const gone = page.getByRole("region", { name: "No longer stands" });
  await expect(gone).toContainText("Fixture denier asserts");
  await expect(gone).toContainText("no longer stands: taken back by whoever said it");
});

test("a link to a claim leads to what it is on", async ({ page }) => {
  await page.goto("?claim=fixture-retracted-claim");
  await expect(page).toHaveURL(/\?relation=fixture-retracted-hire$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Fixture client");
});

test("a search says whose a claim is, and whether it still stands", async ({ page }) => {
  await page.goto("?search=Zwischenruf+of+denier");
  const hits = page.locator(".hit").filter({ hasText: "Fixture denier" });
  await expect(hits.filter({ hasText: "Fixture denier denies: " }).first()).toBeVisible();
  await expect(hits.filter({ hasText: "Fixture denier asserts: " })).toContainText("no longer stands");
});

test("what is disputed and what is denied are one list", async ({ page }) => {
  await page.goto("?standing=CONTESTED%2CDENIED");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Statements, disputed and denied");
  await expect(page.getByRole("link", { name: /Fixture provider contested/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /Fixture provider denied/ })).toBeVisible();
});

test("a page that does not come leaves what there is of the list, and is asked for again", async ({ page }) => {
  let down = true;
  await page.route("**/graphql", (route) => {
    if (down && route.request().postDataJSON().variables?.after) return route.fulfill({ contentType: "text/html", body: "<p>proxy" });
    return route.fallback();
  });
  await page.goto("?source=fixture-source");
  const shown = page.locator(".statements > .statement");
  await expect(shown).toHaveCount(30);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(shown).toHaveCount(30);
  down = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(shown).toHaveCount(asserting + 2);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("Enter takes no suggestion for the text before", async ({ page }) => {
  let answer = () => {};
  const late = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/graphql", async (route) => {
    if (route.request().postDataJSON().variables?.prefix === "fixture client") await late;
    await route.fallback();
  });
  await page.goto("?from=&to=");
  const box = page.getByRole("combobox", { name: "From" });
  await box.fill("wagner");
  await expect(page.getByRole("option", { name: /^Wagner/ })).toBeVisible();
  await box.fill("fixture client");
  await box.press("Enter");
  await expect(box).toHaveValue("fixture client");
  // Those for this text are waited for.
  answer();
  await expect(box).toHaveValue("Fixture client");
  await expect(page).toHaveURL(/\?from=fixture-client&to=$/);
});
