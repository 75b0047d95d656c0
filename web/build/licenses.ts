import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

// The fonts come inside GraphiQL's style sheet, without their licences.
const fonts = [
  { name: "Roboto (font)", license: "Apache-2.0", file: "licenses/roboto.txt" },
  { name: "Fira Code (font)", license: "OFL-1.1", file: "licenses/fira-code.txt" },
];

// licenses writes licenses.txt: the licence of each package of which code is in
// the bundle. Workers are bundled apart, hence two plugins over one set.
export function licenses() {
  const packages = new Set<string>();
  const collect = (): Plugin => ({
    name: "licenses-collect",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const id of chunk.moduleIds) {
          const root = packageRoot(id);
          if (root) packages.add(root);
        }
      }
    },
  });
  const report = (): Plugin => {
    const collector = collect();
    return {
      ...collector,
      name: "licenses-report",
      generateBundle: {
        order: "post",
        handler(...args) {
          (collector.generateBundle as (...a: typeof args) => void).call(this, ...args);
          const texts = [...packages].map(describe).concat(fonts.map((f) => entry(f.name, f.license, readFileSync(f.file, "utf8"))));
          const source = "The playground contains the following third-party software.\n\n" + [...new Set(texts)].sort().join("\n");
          this.emitFile({ type: "asset", fileName: "licenses.txt", source });
        },
      },
    };
  };
  return { collect, report };
}

// packageRoot returns the directory of the npm package that holds a module.
function packageRoot(id: string): string | undefined {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function describe(root: string): string {
  const pkg = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const files = readdirSync(root).filter((f) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(f)).sort();
  let text = files.map((f) => readFileSync(join(root, f), "utf8").trim()).join("\n\n");
  if (!text) {
    // A package of a monorepo may leave its licence out; MIT is short enough to state.
    if (pkg.license !== "MIT") throw new Error(`${pkg.name}: no licence file, and its licence is ${pkg.license}`);
    text = mit(pkg.author?.name ?? pkg.author ?? `the ${pkg.name} contributors`);
  }
  return entry(`${pkg.name} ${pkg.version}`, pkg.license, text);
}

function entry(name: string, license: string, text: string): string {
  const line = "-".repeat(78);
  return `${line}\n${name} (${license})\n${line}\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

function mit(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}
