import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "fflate";
import type { Plugin } from "vite";

// gzip replaces each built file by its compressed form, all but index.html.
// fflate and not node:zlib, because zlib's output differs between versions and
// processors, and the committed files must be the same wherever they are built.
export function gzip(): Plugin {
  let outDir = "";
  return {
    name: "gzip",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle(error?: Error) {
      if (error) return;
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || entry.name === "index.html") continue;
        const file = join(entry.parentPath, entry.name);
        writeFileSync(file + ".gz", gzipSync(readFileSync(file), { level: 9, mtime: 0 }));
        rmSync(file);
      }
    },
  };
}
