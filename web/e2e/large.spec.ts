import type { Page } from "@playwright/test";
import { commitCrowd, theCrowd } from "./crowd";
import { run, saved, sizeOfPng } from "./playground";
import { expect, test } from "./test";

// An answer with more things than are drawn. Figures are printed, for docs/design.md; they are of the machine, so nothing is asserted of them.

test.beforeAll(async ({ request }) => commitCrowd(request));

test("a graph of 500 nodes", async ({ page }) => {
  const report = await watch(page);
  await run(page, theCrowd, "JSON");
  const worker = page.waitForEvent("worker", (w) => /arrange-worker/.test(w.url()));
  const view = page.getByRole("region", { name: "Graph", exact: true });
  const canvas = view.getByRole("application");
  await report("from the answer to the picture", async () => {
    await page.getByRole("tab", { name: "Graph", exact: true }).click();
    await expect(view.locator("canvas").first()).toBeVisible({ timeout: 60_000 });
    await expect(canvas).toHaveAttribute("aria-busy", "false");
  });
  // Where the page's own thread would stand still meanwhile.
  await worker;

  await expect(view.locator(".view-notices")).toContainText("Drawn: the 500 of 634 that take part in most relations. The table has all.");
  const { x, y, width, height } = (await canvas.boundingBox())!;
  const middle = [x + width / 2, y + height / 2] as const;
  await report("moving it", async () => {
    await page.mouse.move(x + 20, y + 20);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) await page.mouse.move(x + 20 + i * 2, y + 20 + i);
    await page.mouse.up();
  });
  await report("zooming", async () => {
    await page.mouse.move(...middle);
    for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i < 20 ? -40 : 40);
  });
  await report("going over it", async () => {
    for (let i = 0; i < 100; i++) await page.mouse.move(x + (width * i) / 100, y + (height * i) / 100);
  });

  await report("saving it", async () => {
    const { width, height } = sizeOfPng(await saved(page, "Save as PNG", "demarche.png"));
    expect(Math.min(width, height)).toBeGreaterThan(1000);
  });

  await canvas.focus();
  await report("by keyboard to the best connected", async () => {
    await page.keyboard.press("Home");
    await expect(view.locator("[aria-live]").filter({ hasText: "Actor number 0 of the crowd" })).toBeAttached();
  });
  await report("the table of all", async () => {
    await view.getByRole("button", { name: "Table" }).click();
    await expect(view.getByRole("rowheader")).toHaveCount(634 + 894);
  });
});

test("what lies around a hub is added page by page", async ({ page }) => {
  await run(page, `{ entity(ref: {key: "crowd-0"}) { name } }`, "Graph");
  const view = page.getByRole("region", { name: "Graph", exact: true });
  await view.getByRole("button", { name: "Table" }).click();
  await view.getByRole("rowheader", { name: "Actor number 0 of the crowd" }).getByRole("button").click();
  await page.getByRole("complementary").getByRole("button", { name: "Expand" }).click();
  const notice = view.locator(".view-notices li").filter({ hasText: "Actor number 0" });
  await expect(notice).toContainText(/relations shown: 30 of \d+\./);
  await expect(view.getByRole("table", { name: "Relations" }).getByRole("rowheader")).toHaveCount(30);
  await notice.getByRole("button", { name: "Show more" }).click();
  await expect(notice).toContainText(/relations shown: 60 of \d+\./);
  await expect(view.getByRole("table", { name: "Relations" }).getByRole("rowheader")).toHaveCount(60);
  await notice.getByRole("button", { name: "Take back" }).click();
  await expect(view.getByRole("table", { name: "Relations" })).toHaveCount(0);
});

test("a timeline of 894 relations", async ({ page }) => {
  const report = await watch(page);
  await run(page, theCrowd, "JSON");
  const view = page.getByRole("region", { name: "Timeline", exact: true });
  await report("from the answer to the timeline", async () => {
    await page.getByRole("tab", { name: "Timeline", exact: true }).click();
    await expect(view.locator(".timeline-row")).toHaveCount(500, { timeout: 60_000 });
  });
  await expect(view.locator(".view-notices")).toContainText("Drawn: the first 500 of 894 in this period.");
  const count = view.locator(".view-count");
  await view.getByRole("slider", { name: /^Shown until/ }).focus();
  await report("narrowing the period, step by step", async () => {
    for (let i = 0; i < 40; i++) await page.keyboard.press("ArrowLeft");
    await expect(count).toHaveText(/^5\d\d of 894 relations$/);
    await page.keyboard.press("Shift+ArrowLeft");
    await expect(view.locator(".timeline-row")).toHaveCount(+(await count.innerText()).split(" ")[0]!);
  });
});

/** watch gives a function that does something in the page, and prints how long it took, what the page's thread did, and how even its frames were. */
async function watch(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const busy = async () => (await cdp.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration")!.value * 1000;
  return async (what: string, act: () => Promise<void>) => {
    const [frames, tasks] = await Promise.all([page.evaluateHandle(countFrames), page.evaluateHandle(countTasks)]);
    const before = await busy();
    const start = Date.now();
    await act();
    const took = Date.now() - start;
    const work = (await busy()) - before;
    const gaps = (await frames.evaluate((stop) => stop())).sort((a, b) => a - b);
    const longest = Math.max(0, ...(await tasks.evaluate((stop) => stop())));
    const [median, most] = [gaps[gaps.length >> 1] ?? 0, gaps[Math.floor(gaps.length * 0.95)] ?? 0];
    console.log(`${what}: ${took} ms, of which the page worked ${work.toFixed(0)}, ${longest.toFixed(0)} at a stretch; a frame every ${median.toFixed(0)} ms, 95 of 100 within ${most.toFixed(0)}`);
  };
}

function countFrames() {
  const gaps: number[] = [];
  let last = performance.now();
  let on = true;
  const frame = (now: number) => {
    gaps.push(now - last);
    last = now;
    if (on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return () => ((on = false), gaps);
}

function countTasks() {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => durations.push(...list.getEntries().map((e) => e.duration)));
  observer.observe({ type: "longtask" });
  return () => (observer.disconnect(), durations);
}
