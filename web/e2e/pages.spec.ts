import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect, test } from "./test";

// Each page, wide and narrow, light and dark: a picture in web/screenshots, to be looked at; nothing
// that runs out of the page sideways; and the rules of WCAG 2.2 AA that a machine can check.

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const pages = {
  start: ".",
  search: "?search=junta",
  entity: "?entity=mali-junta",
  relation: "?relation=hires-wagner",
  source: "?source=france24-2022-05",
  relations: "?standing=ALLEGED",
  paths: "?from=wagner&to=takuba",
  missing: "?entity=nobody-at-all",
};

for (const [name, address] of Object.entries(pages)) {
  test(name, async ({ page }) => {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await settled(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await page.screenshot({ path: picture(name, width, colorScheme), fullPage: true });
        if (width === 1280) expect(await violations(page), colorScheme).toEqual([]);
      }
    }
  });
}

test("suggestions", async ({ page }) => {
  await page.goto(".");
  await settled(page);
  await page.getByRole("combobox", { name: /^Search/ }).fill("ma");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: picture("suggestions", 1280, "light") });
});

function picture(name: string, width: number, shade: string): string {
  return fileURLToPath(new URL(`../screenshots/${name}-${width}-${shade}.png`, import.meta.url));
}

// settled waits until nothing is on its way any more, what is only drawn when it is seen included.
async function settled(page: Page) {
  await expect(page.locator(".loading, [aria-busy=true]")).toHaveCount(0);
  for (const drawn of await page.locator(".drawn").all()) {
    await drawn.scrollIntoViewIfNeeded();
    await expect(drawn.locator("canvas").first()).toBeVisible();
  }
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page.locator(".loading, [aria-busy=true]")).toHaveCount(0);
}

async function violations(page: Page) {
  await page.evaluate(axe); // evaluated by the browser's debugger, which no security policy binds
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<AxeResults> } }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}
