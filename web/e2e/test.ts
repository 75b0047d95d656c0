import { test as base, expect } from "@playwright/test";

/**
 * test is Playwright's with a page that reaches nothing but the server, and fails afterwards if it
 * tried to, if it set a cookie, or if the console tells of an error: a script's, or what the
 * security policy forbade.
 */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ context, baseURL }, use) => {
      const troubles: string[] = [];
      await context.route(
        (url) => url.origin !== new URL(baseURL!).origin,
        (route) => {
          troubles.push(`asked for ${route.request().url()}`);
          return route.abort();
        },
      );
      context.on("weberror", (error) => troubles.push(`threw ${error.error()}`));
      context.on("console", (message) => {
        if (message.type() === "error") troubles.push(`console: ${message.text()}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 400) troubles.push(`status ${response.status()} for ${response.url()}`);
      });
      await use();
      expect(troubles).toEqual([]);
      expect(await context.cookies()).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
