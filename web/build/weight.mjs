// Fails the build where the first view weighs too much: what index.html asks for, and what that
// imports at once, as it is sent (gzip). What is loaded later, like the editor, is only told.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const budget = 300_000; // bytes; the promise is 1 MB, and this is what a phone forgives
const assets = new URL("../../playground/assets/", import.meta.url);
const index = readFileSync(new URL("index.html", assets), "utf8");
const first = new Set();
const visit = (name) => {
  if (first.has(name)) return;
  first.add(name);
  if (!name.endsWith(".js")) return;
  const code = gunzipSync(readFileSync(new URL(`static/${name}.gz`, assets))).toString();
  for (const [, imported] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) visit(imported);
};
for (const [, name] of index.matchAll(/(?:src|href)="\.\/static\/([^"]+)"/g)) visit(name);

const weigh = (name) => statSync(new URL(`static/${name}.gz`, assets)).size;
const weight = Buffer.byteLength(index) + [...first].reduce((sum, name) => sum + weigh(name), 0);
const all = readdirSync(new URL("static/", assets)).reduce((sum, name) => sum + statSync(new URL(`static/${name}`, assets)).size, 0);
console.log(`first view: ${kilo(weight)} in ${first.size + 1} files; everything, editor included: ${kilo(all)}`);
if (first.size < 2) throw new Error("index.html asks for no script or no style sheet: the measure is wrong");
if (weight > budget) throw new Error(`the first view may weigh ${kilo(budget)}: load later what it does not need`);

function kilo(bytes) {
  return `${Math.round(bytes / 1000)} kB`;
}
