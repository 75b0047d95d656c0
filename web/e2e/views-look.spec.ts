import type { Page } from "@playwright/test";
import { inEachShade, picture, violations, widths } from "./look";
import { arranged, run } from "./playground";
import { expect, test } from "./test";

// The views beside GraphiQL's response, wide and narrow, light and dark: a picture each, nothing that makes the page larger than
// the window, and the rules of WCAG that a machine can check. What is GraphiQL's own is not judged.

const theJunta = `{
  entity(ref: {key: "mali-junta"}) {
    name
    relations(first: 40) { nodes { name } }
  }
}
`;

const looks = {
  graph: { view: "Graph", name: "Graph" },
  card: { view: "Graph", name: "Graph", prepare: openCard },
  timeline: { view: "Timeline", name: "Timeline" },
  claims: { view: "Claims", name: "Claims" },
  "side-by-side": { view: "Claims", name: "Claims", prepare: (page: Page) => page.getByRole("button", { name: "Side by side" }).click() },
} as const;

for (const [look, { view, name, ...more }] of Object.entries(looks)) {
  for (const width of widths) {
    test(`${look} at ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await run(page, theJunta, view);
      const region = page.getByRole("region", { name, exact: true });
      await expect(region).toBeVisible();
      await arranged(page);
      if ("prepare" in more) await more.prepare(page);
      await inEachShade(page, async (shade) => {
        await arranged(page);
        await page.screenshot({ path: picture(`view-${look}`, width, shade) });
        expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]), "the page scrolls").toEqual([width, page.viewportSize()!.height]);
        expect(await violations(page, ".response-views"), shade).toEqual([]);
      });
    });
  }
}

async function openCard(page: Page) {
  await page.getByRole("application", { name: /^Graph/ }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "About Malian junta" })).toContainText("the colonels");
}
