import type { Page } from "@playwright/test";
import { inEachShade, picture, violations, widths } from "./look";
import { expect, test } from "./test";

// Each page, wide and narrow, light and dark: a picture, nothing that runs out of it sideways, and the rules of
// WCAG that a machine can check.

const pages = {
  start: ".",
  search: "?search=junta",
  sentence: "?search=Mali+hires+Wagner",
  entity: "?entity=mali-junta",
  relation: "?relation=hires-wagner",
  source: "?source=france24-2022-05",
  relations: "?standing=ALLEGED",
  narrowed: "?text=Mali&during=2022-05&standing=STATED",
  paths: "?from=wagner&to=takuba",
  compare: "?compare=france&with=mali-junta",
  missing: "?entity=nobody-at-all",
  refused: "?type=nothing-of-the-kind",
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

test("nothing runs out of the narrowest page, whatever the letters and the names", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 844 });
  for (const address of [...Object.values(pages), "?from=hires-wagner&to=takuba", `?search=${"a".repeat(300)}`, `?entity=${"a".repeat(120)}`]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(".loading, [aria-busy=true]")).toHaveCount(0);
    // The letters of a phone may be wider than those here.
    await page.evaluate(() => {
      for (const face of ["--sans", "--serif"]) document.documentElement.style.setProperty(face, "monospace");
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
  }
});

test("on paper: what is said, dark on light, and nothing to press", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("?entity=wagner");
  await settled(page);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  for (const pressed of [".masthead-search", ".filters", ".view-bar", ".download", ".show-query"]) await expect(page.locator(pressed).first(), pressed).toBeHidden();
  await expect(page.locator(".statement").first()).toBeVisible();
  await page.screenshot({ path: picture("print", 1280, "light"), fullPage: true });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

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
