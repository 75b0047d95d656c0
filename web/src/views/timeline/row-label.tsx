import { textWidth } from "./text-width";

/** What is read above a bar: what happened, and then when. */
export interface Label {
  lines: string[];
  /** Where in the last line the date begins. */
  date: number;
  /** In pixels, of the longest line. */
  width: number;
}

/** Height of a line, in pixels. */
export const line = 15;

/** labelOf sets a label in as many lines as it takes in a room of so many pixels; the date is never broken. */
export function labelOf(title: string, when: string, room: number): Label {
  const lines = fold(title, room);
  const last = lines[lines.length - 1]!;
  const together = `${last} ${when}`;
  const fits = textWidth(together) <= room;
  if (fits) lines[lines.length - 1] = together;
  else lines.push(when);
  return { lines, date: fits ? last.length + 1 : 0, width: Math.max(...lines.map(textWidth)) };
}

function fold(text: string, room: number): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1]!;
    if (last === "") lines[lines.length - 1] = word;
    else if (textWidth(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function RowLabel({ label: { lines, date }, x }: { label: Label; x: number }) {
  const last = lines[lines.length - 1]!;
  const y = (i: number) => 14 + i * line;
  return (
    <text fontSize={12} fill="var(--ink)">
      {lines.slice(0, -1).map((text, i) => (
        <tspan key={i} x={x} y={y(i)}>
          {`${text} `}
        </tspan>
      ))}
      {date > 0 && (
        <tspan x={x} y={y(lines.length - 1)}>
          {last.slice(0, date)}
        </tspan>
      )}
      <tspan {...(date === 0 && { x, y: y(lines.length - 1) })} fill="var(--ink-2)" fontSize={11}>
        {last.slice(date)}
      </tspan>
    </text>
  );
}
