import type { Page } from "@playwright/test";
import { inEachShade, picture, violations, widths } from "./look";
import { expect, test } from "./test";

// Each page, wide and narrow, light and dark: a picture, nothing that runs out of it sideways, and the rules of
// WCAG that a machine can check.

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
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await settled(page);
      await inEachShade(page, async (shade) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await page.screenshot({ path: picture(name, width, shade), fullPage: true });
        if (width === 1280) expect(await violations(page), shade).toEqual([]);
      });
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
