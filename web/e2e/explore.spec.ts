import { saved } from "./playground";
import { expect, test } from "./test";

// What a reader who has never seen GraphQL does, from the first page alone.

test("from “Bamako” to who denies that the junta hired Wagner", async ({ page }) => {
  await page.goto(".");
  const box = page.getByRole("combobox", { name: /^Search/ });
  await box.fill("Bamako");
  const mali = page.getByRole("option", { name: /Mali.*stands for it.*Bamako/ });
  await expect(mali).toBeVisible();
  await box.press("ArrowDown");
  await expect(mali).toHaveAttribute("aria-selected", "true");
  await box.press("Enter");

  await expect(page).toHaveURL(/\?entity=mali$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mali");
  await page.locator(".speakers").getByRole("link", { name: "Malian junta" }).click();

  await expect(page).toHaveURL(/\?entity=mali-junta$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Malian junta");
  await expect(page).toHaveTitle("Malian junta · demarche");
  await page.getByRole("button", { name: /^denounces 3$/ }).click();
  const statements = page.locator("#statements .statement");
  await expect(statements).toHaveCount(3);
  for (const agreement of ["Defence cooperation treaty of 16 July 2014", "additional protocol of March 2020", "Status of Forces Agreement of March 2013"]) {
    await expect(statements.filter({ hasText: `Malian junta denounces ${agreement}` })).toHaveCount(1);
  }

  await page.getByRole("button", { name: /^hires 1$/ }).click();
  const hires = statements.filter({ hasText: "Malian junta hires Wagner" });
  await expect(hires).toContainText("disputed");
  await expect(hires).toContainText("Malian junta denies it");
  await hires.getByRole("link", { name: "Malian junta hires Wagner" }).click();

  await expect(page).toHaveURL(/\?relation=hires-wagner$/);
  await expect(page.getByText("Some say that it is so, others that it is not.")).toBeVisible();
  const pro = page.getByRole("region", { name: "Say that it is so", exact: true });
  await expect(pro.getByRole("link", { name: "France", exact: true })).toBeVisible();
  await expect(pro.getByRole("link", { name: "France's allies", exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Say that it is not so" }).getByRole("link", { name: "Malian junta", exact: true })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Malian junta");
});

test("the first page says who accuses whom, and who denies it", async ({ page }) => {
  await page.goto(".");
  const dispute = page.locator(".dispute").filter({ hasText: "Malian junta hires Wagner" });
  await expect(dispute).toHaveCount(1);
  await expect(dispute.locator(".side-against")).toContainText("Malian junta");
  const accusations = page.getByRole("region", { name: "Accusations and breaks" });
  await expect(accusations.getByRole("listitem").filter({ hasText: "Malian junta denounces" })).toHaveCount(4);
  const accusation = accusations.getByRole("listitem").filter({ hasText: "France accuses Malian junta: Malian junta hires Wagner" });
  await expect(accusation).toContainText(/A statement that it refers to is itself\s*disputed/);
});

test("the picture around the junta: a card that says who denies, and more by expanding", async ({ page }) => {
  await page.goto("?entity=wagner");
  const drawn = page.getByRole("region", { name: "What is around it" });
  await expect(drawn.locator("canvas").first()).toBeVisible();
  // The table is the same to those who cannot see the drawing.
  await drawn.getByRole("button", { name: "Table" }).click();
  await drawn.getByRole("button", { name: "Malian junta hires Wagner", exact: true }).click();
  const card = drawn.locator(".thing-card");
  await expect(card).toContainText("disputed");
  await expect(card).toContainText("Malian junta");
  await expect(card).toContainText("denies");
  await drawn.locator(".view-table").getByRole("button", { name: "Malian junta", exact: true }).click();
  await card.getByRole("button", { name: "Expand" }).click();
  await expect(drawn.getByText("Malian junta denounces Status of Forces Agreement of March 2013", { exact: true }).first()).toBeVisible();
});

test("who says so and who denies it is drawn when it is asked for", async ({ page }) => {
  await page.goto("?entity=wagner");
  const drawn = page.getByRole("region", { name: "What is around it" });
  await expect(drawn.locator("canvas").first()).toBeVisible();
  const picture = async () => (await saved(page, "Save as SVG", "wagner.svg")).toString();
  const bars = (svg: string) => svg.match(/<path [^>]*stroke-width="3"\/>/g) ?? [];
  expect(bars(await picture())).toHaveLength(0);
  await drawn.getByRole("button", { name: "Who says so" }).click();
  await expect(drawn.locator(".view-legend")).toContainText("denies");
  // The junta denies one thing; only that line ends in a bar.
  expect(bars(await picture())).toHaveLength(1);
});

test("the same surroundings in time, and by who says what", async ({ page }) => {
  await page.goto("?entity=mali-junta");
  const around = page.getByRole("region", { name: "What is around it" });
  await around.getByRole("button", { name: "In time" }).click();
  const timeline = around.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByRole("button", { name: /^Malian junta denounces Status of Forces Agreement of March 2013 2 May 2022, stated$/ })).toBeVisible();
  const undated = timeline.getByRole("list").filter({ has: page.getByRole("button", { name: "Malian junta hires Wagner" }) });
  await expect(undated).toBeVisible();
  await undated.getByRole("button", { name: "Malian junta hires Wagner" }).click();
  await expect(timeline.getByRole("complementary", { name: "About Malian junta hires Wagner" }).locator(".claim-against")).toContainText("Malian junta denies");

  await around.getByRole("button", { name: "Who says what" }).click();
  const claims = around.getByRole("region", { name: "Claims" });
  await claims.getByRole("combobox", { name: "Stance" }).selectOption("denies");
  await expect(claims.getByRole("row").filter({ hasText: "denies" })).toHaveCount(1);
  await expect(claims.getByRole("row").filter({ hasText: "denies" })).toContainText("Malian junta hires Wagner");
  // Each view is asked for by a query of its own, and leads to it.
  await around.getByRole("link", { name: /Show as query/ }).click();
  await expect(page).toHaveURL(/\?query=.*ClaimsAbout/);
});

test("the chain from Wagner to Takuba is opened as a query, shared and opened again", async ({ page, context }) => {
  await page.goto(".");
  await page.getByRole("combobox", { name: "From" }).fill("wagner");
  await page.getByRole("option", { name: /^Wagner/ }).click();
  await page.getByRole("combobox", { name: "To", exact: true }).fill("takuba");
  await page.getByRole("option", { name: /Takuba/ }).click();
  await expect(page).toHaveURL(/\?from=wagner&to=takuba$/);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Wagner and Task Force Takuba");
  const first = page.locator(".chains > li").first();
  await expect(first.locator(".stop")).toHaveText([/^Wagner/, /^Malian junta/, /^France/, /^Task Force Takuba/]);

  await page.getByRole("link", { name: /Show as query: Wagner and/ }).click();
  await expect(page).toHaveURL(/\?query=.*Chains.*&variables=/);
  // The address is what one shares: it is opened by somebody with nothing stored.
  const shared = page.url();
  const other = await context.browser()!.newContext({ baseURL: new URL(".", shared).href });
  const there = await other.newPage();
  await there.goto(shared);
  await expect(there.locator(".graphiql-query-editor")).toContainText("query Chains", { timeout: 60_000 });
  await expect(there.locator(".graphiql-response .view-lines")).toBeAttached();
  await there.getByRole("button", { name: /Execute query/ }).click();
  // The editor renders the lines that are in sight, no more.
  await expect(there.locator(".graphiql-response")).toContainText("Malian junta hires Wagner", { timeout: 60_000 });
  await other.close();
});

test("a chain that begins at, ends at or passes through a disputed statement says that it is disputed", async ({ page }) => {
  for (const address of ["?from=hires-wagner&to=takuba", "?from=takuba&to=hires-wagner"]) {
    await page.goto(address);
    const stops = page.locator(".stop").filter({ hasText: "Malian junta hires Wagner" });
    await expect(stops.first()).toContainText("disputed");
    for (const stop of await stops.all()) await expect(stop).toContainText("disputed");
  }
  // An end that is a statement has a name like any other.
  await expect(page.getByRole("combobox", { name: "To", exact: true })).toHaveValue("Malian junta hires Wagner");
});

test("an end that nothing is called is said to be none, and the chains of before are gone", async ({ page }) => {
  await page.goto("?from=wagner&to=takuba");
  const from = page.getByRole("combobox", { name: "From" });
  await expect(page.locator(".chains > li").first()).toBeVisible();
  await expect(from).toHaveValue("Wagner");
  await from.fill("zzzzqq");
  await from.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is called “zzzzqq”" })).toBeVisible();
  await expect(page).toHaveURL(/\?from=&to=takuba$/);
  await expect(page.locator(".chains")).toHaveCount(0);
  await expect(from).toHaveValue("zzzzqq");
  await expect(from).toBeFocused();

  // Faster than the suggestions come, Enter takes the first of them all the same.
  await from.fill("Wagner");
  await from.press("Enter");
  await expect(page).toHaveURL(/\?from=wagner&to=takuba$/);
  await expect(page.locator(".chains > li").first()).toBeVisible();
  await expect(page.getByText("Nothing is called")).toHaveCount(0);

  await from.fill("");
  await expect(page).toHaveURL(/\?from=&to=takuba$/);
  await expect(page.locator(".chains")).toHaveCount(0);
});

test("one end alone is in the address, and the other is asked for", async ({ page }) => {
  await page.goto(".");
  await page.getByRole("combobox", { name: "From" }).fill("wagner");
  await page.getByRole("option", { name: /^Wagner/ }).click();
  await expect(page).toHaveURL(/\?from=wagner&to=$/);
  const to = page.getByRole("combobox", { name: "To", exact: true });
  await expect(to).toBeFocused();
  await page.reload();
  await expect(page.getByRole("combobox", { name: "From" })).toHaveValue("Wagner");
  await to.fill("takuba");
  await page.getByRole("option", { name: /Takuba/ }).click();
  await expect(page).toHaveURL(/\?from=wagner&to=takuba$/);
  await expect(to).toBeFocused();
  // The form half filled is no place to come back to.
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who says what about whom, and who denies it");
});

test("an address with a key of another sort of thing leads to what has the key", async ({ page }) => {
  for (const [address, right, title] of [
    ["?entity=hires-wagner", /\?relation=hires-wagner$/, "Malian junta hires Wagner"],
    ["?relation=wagner", /\?entity=wagner$/, "Wagner"],
    ["?source=wagner", /\?entity=wagner$/, "Wagner"],
    ["?claim=france24-2022-05", /\?source=france24-2022-05$/, "Mali and France, May 2022 (France 24 with AFP)"],
  ] as const) {
    await page.goto(address);
    await expect(page).toHaveURL(right);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  }
});

test("what is not recorded is said to be so, and how to go on", async ({ page }) => {
  await page.goto("?entity=nobody-at-all");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such thing here");
  await page.getByRole("link", { name: "Search for “nobody-at-all”" }).click();
  await expect(page).toHaveURL(/\?search=nobody-at-all$/);
  await page.goto("?from=wagner&to=nobody-at-all");
  const refused = page.getByRole("alert");
  await expect(refused).toContainText("The address asks for something that there is not");
  await expect(refused.locator("[lang=en]")).toContainText("nobody-at-all");
  await expect(refused.getByRole("button")).toHaveCount(0);
  await refused.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who says what about whom, and who denies it");
  await page.goto("?search=zzzzqqq");
  await expect(page.getByText("Nothing is called “zzzzqqq”")).toBeVisible();
});

test("a search says why each thing is a hit", async ({ page }) => {
  await page.goto(".");
  await page.getByRole("combobox", { name: /^Search/ }).fill("les colonels");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/\?search=les\+colonels$/);
  const hit = page.locator(".hit").filter({ has: page.getByRole("link", { name: "Malian junta", exact: true }) });
  await expect(hit).toContainText("epithet");
  await expect(hit.locator("mark").first()).toHaveText("colonels");
});

test("who comes back is where they were", async ({ page }) => {
  await page.goto("?entity=mali-junta");
  const statement = page.locator("#statements").getByRole("link", { name: "Malian junta approaches Russia" });
  await statement.scrollIntoViewIfNeeded();
  const y = await page.evaluate(() => scrollY);
  expect(y).toBeGreaterThan(500);
  await statement.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Malian junta approaches Russia");
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(statement).toBeInViewport();
});

test("in French, and in dark, for as long as the reader wants", async ({ page }) => {
  await page.goto("?entity=mali-junta");
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("junte malienne");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await page.getByLabel("Couleurs").selectOption("sombres");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("heading", { name: "Ce qui se serait passé" })).toBeVisible();
});

test("the subgraph is saved as a file in each format", async ({ page }) => {
  await page.goto("?entity=wagner");
  for (const [name, file, start] of [
    ["GEXF", "wagner.gexf", "<?xml"],
    ["GraphML", "wagner.graphml", "<?xml"],
    ["CSV", "wagner.csv", "source,target"],
    ["JSON-LD", "wagner.jsonld", "{"],
  ] as const) {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name, exact: true }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(file);
    const text = await new Response(await download.createReadStream() as unknown as ReadableStream).text();
    expect(text.slice(0, start.length)).toBe(start);
  }
});

test("a server that cannot be reached is told of, and asked again", async ({ page }) => {
  let down = true;
  await page.route("**/graphql", (route) => (down ? route.fulfill({ status: 200, contentType: "text/html", body: "<p>proxy" }) : route.fallback()));
  await page.goto("?entity=wagner");
  await expect(page.getByRole("alert")).toContainText("That did not work");
  down = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Wagner");
});

test("a server that asks who one is gets a token, in the header and nowhere else", async ({ page }) => {
  await page.route("**/graphql", (route) => {
    const { authorization, ...headers } = route.request().headers();
    // The server behind knows no tokens, and would refuse this one.
    if (authorization === "Bearer s3cret") return route.fallback({ headers });
    return route.fulfill({ json: { errors: [{ message: "who are you?", extensions: { code: "UNAUTHENTICATED" } }] } });
  });
  await page.goto("?entity=wagner");
  await page.getByLabel("Bearer token").fill("wrong");
  // That a token is wrong is for the server to say.
  const refused = page.waitForRequest((request) => request.headers().authorization === "Bearer wrong");
  await page.getByRole("button", { name: "Go on" }).click();
  await refused;
  await expect(page.getByText("The server did not take that token.")).toBeVisible();
  await page.getByLabel("Bearer token").fill("s3cret");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Wagner");
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("s3cret");
  expect(page.url()).not.toContain("s3cret");
});

test("by keyboard alone: the skip link, then the content", async ({ page }) => {
  await page.goto("?relation=hires-wagner");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.locator("main").getByRole("link", { name: "hires", exact: true }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("hires");
  await expect(page.locator("main")).toBeFocused();
});
