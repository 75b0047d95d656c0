// Where a reader was on a page is kept in its entry of the history, and found again when they come back to it.

interface Left {
  y: number;
}

/** keepPlace notes how far the page is scrolled, before another one takes its place. */
export function keepPlace() {
  history.replaceState({ y: scrollY } satisfies Left, "");
}

/** findPlace scrolls to where the reader left this entry of the history; a new one begins at its top. */
export function findPlace() {
  const y = (history.state as Left | null)?.y ?? 0;
  scrollTo(0, y);
  if (y === 0) return;
  // What was there then is still on its way, and some of it comes above that place. Whoever does anything in the
  // meantime has a place of their own.
  const stop = new AbortController();
  const grown = new ResizeObserver(() => scrollTo(0, y));
  stop.signal.addEventListener("abort", () => grown.disconnect());
  for (const event of ["wheel", "touchstart", "keydown", "pointerdown", "popstate"]) addEventListener(event, () => stop.abort(), { once: true, signal: stop.signal });
  grown.observe(document.getElementById("root")!.firstElementChild!);
}
