import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect } from "./test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A phone's and a desk's, in pixels. */
export const widths = [390, 1280];

/** picture is where a screenshot goes, to be looked at. */
export function picture(name: string, width: number, shade: string): string {
  return fileURLToPath(new URL(`../screenshots/${name}-${width}-${shade}.png`, import.meta.url));
}

/** inEachShade looks at a page in light and in dark. */
export async function inEachShade(page: Page, look: (shade: "light" | "dark") => Promise<void>) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    await look(colorScheme);
  }
}

/** violations are those of the rules of WCAG 2.2 AA, and of good practice, that a machine can check; in the page, or in a part of it. */
export async function violations(page: Page, within?: string) {
  await page.evaluate(axe); // evaluated by the browser's debugger, which no security policy binds
  const { violations } = await page.evaluate(
    (context) =>
      (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<AxeResults> } }).axe.run(context ?? document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    within,
  );
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}
