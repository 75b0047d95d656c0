import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect } from "./test";

/** saved is the file that a button of a view saves. */
export async function saved(page: Page, button: string, name: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(name);
  return readFile(await file.path());
}

/** sizeOfPng reads the header of a PNG file: its dimensions in pixels. */
export function sizeOfPng(file: Buffer): { width: number; height: number } {
  expect(file.subarray(1, 4).toString()).toBe("PNG");
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** run opens a query in the playground, executes it and looks at the answer in a view. */
export async function run(page: Page, query: string, view: "JSON" | "Graph" | "Timeline" | "Claims") {
  await page.goto(`?${new URLSearchParams({ query })}`);
  await expect(page.locator(".graphiql-response .view-lines")).toBeAttached({ timeout: 60_000 });
  await page.getByRole("button", { name: /Execute query/ }).click();
  await expect(page.locator(".graphiql-response .result-window")).toContainText("data", { timeout: 60_000 });
  await page.getByRole("tab", { name: view, exact: true }).click();
}

/** arranged waits until all that is drawn has its place. */
export async function arranged(page: Page) {
  await expect(page.locator(".view-canvas[aria-busy=true]")).toHaveCount(0);
}
