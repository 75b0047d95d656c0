import { defineConfig } from "vite";
import { gzip } from "./build/gzip.ts";
import { licenses } from "./build/licenses.ts";

const thirdParty = licenses();

// Rolldown tells of every "use client" that it drops; there is no server here.
const rolldownOptions = { checks: { moduleLevelDirective: false } };

export default defineConfig({
  // Relative, so that the playground also works below a path prefix.
  base: "./",
  plugins: [thirdParty.report(), gzip()],
  worker: { format: "es", plugins: () => [thirdParty.collect()], rolldownOptions },
  build: {
    outDir: "../playground/assets",
    emptyOutDir: true,
    assetsDir: "static",
    target: "es2022",
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions,
  },
  optimizeDeps: {
    // The development server's optimizer cannot read that these import workers, and in a worker does not see CommonJS.
    exclude: ["graphiql/setup-workers/vite", "@graphiql/react/setup-workers/vite"],
    include: ["picomatch-browser", "nullthrows"],
  },
  // For `npx vite` during development, against a server on its usual port.
  server: {
    proxy: {
      "/graphql": { target: "http://localhost:8080", ws: true },
      "/examples.json": "http://localhost:8080",
    },
  },
});
