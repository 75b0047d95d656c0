import type { Page } from "@playwright/test";
import { expect } from "./test";

/** run opens a query in the playground, executes it and looks at the answer in a view. */
export async function run(page: Page, query: string, view: "JSON" | "Graph" | "Timeline" | "Claims") {
  await page.goto(`?${new URLSearchParams({ query })}`);
  await expect(page.locator(".graphiql-response .view-lines")).toBeAttached({ timeout: 60_000 });
  await page.getByRole("button", { name: /Execute query/ }).click();
  await expect(page.locator(".graphiql-response .result-window")).toContainText("data", { timeout: 60_000 });
  await page.getByRole("tab", { name: view, exact: true }).click();
}
