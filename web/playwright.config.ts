import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The server to test is given: `.ci/with-server . env DEMARCHE_ORIGIN={origin} npm --prefix web run e2e`.
const origin = process.env.DEMARCHE_ORIGIN;
if (!origin) throw new Error("DEMARCHE_ORIGIN is not set: give the address of a server with the first dataset, as in http://127.0.0.1:8080");

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!browser) throw new Error("there is no Chromium: install Debian's package chromium");

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Patience is for slow machines; nothing is asserted of time.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: "list",
  use: {
    baseURL: origin,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    launchOptions: {
      executablePath: browser,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    },
  },
});
