import { fileURLToPath } from "node:url";
import { arranged, run } from "./playground";
import { expect, test } from "./test";

// The three pictures of the README. They are copied to docs/ by hand, when one has looked at them; from a
// server that no other test was run against, as those write to it.

const file = (name: string) => fileURLToPath(new URL(`../screenshots/readme/${name}.png`, import.meta.url));

const theJunta = `# What is said of the junta?
query TheJunta {
  entity(ref: {key: "mali-junta"}) {
    name
    relations(first: 40) {
      nodes {
        name
        standing
      }
    }
  }
}
`;

test.use({ viewport: { width: 1280, height: 860 } });

test("the first page", async ({ page }) => {
  await page.goto(".");
  await expect(page.locator(".dispute").first()).toBeVisible();
  await expect(page.locator(".loading")).toHaveCount(0);
  await page.screenshot({ path: file("start") });
});

test("what is around a thing", async ({ page }) => {
  await page.goto("?entity=mali-junta");
  const around = page.getByRole("region", { name: "What is around it" });
  await around.scrollIntoViewIfNeeded();
  await expect(around.locator("canvas").first()).toBeVisible();
  await arranged(page);
  await around.evaluate((section) => section.scrollIntoView());
  await page.screenshot({ path: file("entity") });
});

test("the playground", async ({ page }) => {
  await run(page, theJunta, "Graph");
  await expect(page.locator(".response-view canvas").first()).toBeVisible();
  await arranged(page);
  await page.screenshot({ path: file("playground") });
});
