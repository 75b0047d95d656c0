import { save } from "./save";

// A picture that leaves the page takes its colours along: custom properties are the page's.
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const style = getComputedStyle(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "system-ui, Roboto, sans-serif");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "var(--card)");
  copy.prepend(ground);
  for (const element of copy.querySelectorAll("*")) for (const name of ["tabindex", "role", "class"]) element.removeAttribute(name);
  return new XMLSerializer().serializeToString(copy).replace(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim());
}

/** saveSvg saves a drawing of the page as a file of its own. */
export function saveSvg(svg: SVGSVGElement, name: string) {
  save(`${name}.svg`, new Blob([standalone(svg)], { type: "image/svg+xml" }));
}

// Browsers make no larger canvas than some 16,000 pixels either way.
const largest = 12_000;

/** scaleOf is how many pixels a saved picture has for each of the page's: two, or fewer if it would become too large. */
export function scaleOf(width: number, height: number): number {
  return Math.min(2, largest / Math.max(width, height, 1));
}

/** savePng saves a drawing of the page as pixels. */
export async function savePng(svg: SVGSVGElement, name: string) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = scaleOf(svg.clientWidth, svg.clientHeight);
  canvas.width = svg.clientWidth * scale;
  canvas.height = svg.clientHeight * scale;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && save(`${name}.png`, blob));
}
