import { expect, test } from "./test";

// Statements are found by what they say, narrowed, and held against each other.

test("who types what was said is led to it, and to who disputes it", async ({ page }) => {
  await page.goto(".");
  const box = page.getByRole("combobox", { name: /^Search/ });
  await box.fill("hires wag");
  const hires = page.getByRole("option", { name: "Malian junta hires Wagner disputed", exact: true });
  await expect(hires).toBeVisible();
  // The first Escape closes the list and keeps the text.
  await box.press("Escape");
  await expect(hires).toBeHidden();
  await expect(box).toHaveValue("hires wag");
  await box.fill("hires wagner");
  await expect(hires).toBeVisible();
  await box.press("ArrowDown");
  // What says no more than what was typed comes first.
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await box.press("Enter");
  await expect(page).toHaveURL(/\?relation=hires-wagner$/);
});

test("a search for a sentence has the statements first, then what has some of its words", async ({ page }) => {
  await page.goto("?search=Mali+hires+Wagner");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Statements that say this", "Names, texts and quotes"]);
  const said = page.getByRole("region", { name: "Statements that say this" });
  const first = said.getByRole("listitem").first();
  await expect(first).toContainText("Malian junta hires Wagner");
  await expect(first).toContainText("disputed");
  await expect(page.getByText(/^Nothing has all of these words/)).toBeVisible();

  await page.goto("?search=Wagner");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Names, texts and quotes", "Statements that say this"]);
});

test("statements are narrowed by words, time, standing and type, and the address has it all", async ({ page }) => {
  await page.goto(".");
  await page.getByRole("link", { name: "Statements", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Statements");
  const form = page.getByRole("search", { name: "Narrow the list" });
  await form.getByLabel("When").fill("May 2022");
  await form.getByRole("button", { name: "Show" }).click();
  // The browser says what is wrong with it, and nothing was asked.
  expect(await form.getByLabel("When").evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
  await expect(page).toHaveURL(/\?type=$/);

  await form.getByLabel("When").fill("2022-05");
  await form.getByLabel("Saying").fill("junta denounces");
  await form.getByLabel("Order").selectOption("newest first");
  await form.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/\?text=junta\+denounces&during=2022-05&order=newest$/);
  const statements = page.locator("main .statements > li");
  const types = page.getByRole("group", { name: "By what is said to have happened" });
  await types.getByRole("button", { name: /^denounces 3$/ }).click();
  await expect(statements).toHaveCount(3);
  for (const text of await statements.allInnerTexts()) expect(text).toMatch(/^2 May 2022\s+Malian junta denounces/);
  await page.getByRole("group", { name: "By what vouches for it" }).getByRole("button", { name: "stated 3" }).click();
  await expect(page).toHaveURL(/\?type=denounces&standing=STATED&text=junta\+denounces&during=2022-05&order=newest$/);

  await page.reload();
  await expect(statements).toHaveCount(3);
  await expect(form.getByLabel("When")).toHaveValue("2022-05");
  await types.getByRole("button", { name: /^denounces/ }).click(); // given back
  await expect(page).toHaveURL(/\?standing=STATED&text=/);
  await page.goBack();
  await expect(statements).toHaveCount(3);
});

test("a type is counted with those below it, as the list behind it has them", async ({ page }) => {
  await page.goto("?type=");
  await page.getByRole("button", { name: /^accuses 6$/ }).click();
  await expect(page.locator("main .statements > li")).toHaveCount(6);
  await page.getByRole("button", { name: /^and \d+ more$/ }).click();
  await expect(page.getByRole("button", { name: /^violates 1$/ })).toBeVisible();
});

test("what is chosen can be taken back, also where nothing is left, and what is written counts with it", async ({ page }) => {
  await page.goto("?type=accuses&standing=CONTESTED");
  await expect(page.getByText("There is no such statement")).toBeVisible();
  const types = page.getByRole("group", { name: "By what is said to have happened" });
  await expect(page.getByRole("button", { name: "disputed 0" })).toHaveAttribute("aria-pressed", "true");
  await types.getByRole("button", { name: "accuses 0" }).click();
  await expect(page).toHaveURL(/\?standing=CONTESTED$/);

  const form = page.getByRole("search", { name: "Narrow the list" });
  await form.getByLabel("Saying").fill("Wagner");
  await page.getByRole("button", { name: /^disputed/ }).click();
  await expect(page).toHaveURL(/\?text=Wagner$/);
  await form.getByLabel("Order").focus();
  await form.getByLabel("Order").selectOption("newest first");
  await expect(page).toHaveURL(/\?text=Wagner&order=newest$/);
  await expect(form.getByLabel("Order")).toBeFocused();
  await page.goBack();
  await expect(form.getByLabel("Order")).toHaveValue("");
});

test("a standing that there is not is not taken for all", async ({ page }) => {
  await page.goto("?standing=FOO");
  await expect(page.getByText("There is no standing “FOO”")).toBeVisible();
  await expect(page.locator(".statements")).toHaveCount(0);
  await page.locator("main").getByRole("link", { name: "disputed" }).click();
  await expect(page).toHaveURL(/\?standing=CONTESTED$/);
});

test("an entity's page has what it is reported to have said, and its choices in the address", async ({ page }) => {
  await page.goto("?entity=mali-junta");
  const reported = page.getByRole("region", { name: "What Malian junta is reported to have said" });
  await expect(reported).toContainText("Malian junta accuses French army of espionage");
  await expect(reported).toContainText("Malian junta denies: Malian junta hires Wagner");
  await expect(reported).not.toContainText("France accuses");
  await page.getByRole("button", { name: /^accuses 6$/ }).click();
  await expect(page).toHaveURL(/\?entity=mali-junta&type=accuses$/);
  await page.reload();
  await expect(page.locator("#statements .statement")).toHaveCount(6);
  // It is the same page: one does not go back through the choices.
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("two voices side by side: what they contradict each other in", async ({ page }) => {
  await page.goto("?entity=france");
  const around = page.getByRole("region", { name: "What is around it" });
  await around.getByRole("button", { name: "Who says what" }).click();
  await around.getByRole("button", { name: "Side by side" }).click();
  const wagner = around.getByRole("row").filter({ hasText: "Malian junta hires Wagner" });
  await expect(wagner).toContainText("contradict each other");
  await around.getByRole("link", { name: "Compare them in the whole graph" }).click();

  await expect(page).toHaveURL(/\?compare=(france|mali-junta)&with=(france|mali-junta)$/);
  const conflict = page.locator(".comparison-conflict");
  await expect(conflict).toHaveCount(1);
  await expect(conflict).toContainText("They contradict each other: whether it is so.");
  await expect(conflict.locator(".side-against")).toContainText("denies");
  await page.getByRole("button", { name: /^only Malian junta 3$/ }).click();
  await expect(page.locator(".comparison")).toHaveCount(3);
  await expect(page.locator(".comparison").first()).toContainText("Says nothing of it.");

  // What was chosen is about these two, and gone with them.
  await page.getByRole("button", { name: "Swap" }).click();
  await expect(page.locator(".comparison")).toHaveCount(4);

  // Sources are voices, too, but what they have of others is theirs; a statement is none.
  await page.goto("?source=france24-2022-05");
  await page.getByRole("link", { name: "Compare what it says with…" }).click();
  const other = page.getByRole("combobox", { name: "Other side" });
  await other.fill("Malian junta");
  await page.getByRole("option", { name: /^Malian junta/ }).click();
  await page.getByRole("button", { name: /^they contradict each other 1$/ }).click();
  const quoted = page.locator(".comparison").filter({ has: page.getByRole("heading", { name: "Malian junta hires Wagner", exact: true }) });
  await expect(quoted.locator(".side").first()).toContainText(/France's allies\s+asserts/);
  await page.goto("?compare=hires-wagner&with=france");
  await expect(page.getByText("“hires-wagner” neither speaks nor can be read")).toBeVisible();
});
