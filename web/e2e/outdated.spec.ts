import { expect, test } from "@playwright/test";

// Not the test of ./test: that a file does not come is an error on the console, and meant here.

for (const address of ["?entity=wagner", "?playground"]) {
  test(`${address}: a file that the server no longer has is told of, with a way out`, async ({ page }) => {
    let upgraded = true;
    await page.route(/\/static\/(drawn-view|playground)-[^/]*\.js$/, (route) => (upgraded ? route.fulfill({ status: 404, body: "" }) : route.fallback()));
    await page.goto(address);
    await expect(page.getByRole("alert")).toContainText("could not be loaded");
    if (address === "?entity=wagner") await expect(page.getByRole("heading", { level: 1 })).toHaveText("Wagner");
    upgraded = false;
    await page.getByRole("button", { name: "Reload the page" }).click();
    await expect(page.locator(address === "?entity=wagner" ? "canvas" : ".graphiql-container").first()).toBeVisible();
  });
}
