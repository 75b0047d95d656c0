let context: CanvasRenderingContext2D | null | undefined;

/** textWidth is how wide a label of a bar is, in pixels. */
export function textWidth(text: string): number {
  if (context === undefined) {
    context = document.createElement("canvas").getContext("2d");
    if (context) context.font = `12px ${getComputedStyle(document.documentElement).getPropertyValue("--sans")}`;
  }
  return context?.measureText(text).width ?? text.length * 7;
}
