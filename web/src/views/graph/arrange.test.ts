import { expect, test } from "vitest";
import { arrange, type Arrangement, type Box, type Line } from "./arrange";

// A hub with all others around it, and a pair apart.
function star(n: number): Arrangement {
  const boxes = Array.from({ length: n }, (_, i): Box => ({ x: 40 * Math.cos(i) * Math.sqrt(i), y: 40 * Math.sin(i) * Math.sqrt(i), width: 60 + (i % 5) * 20, height: 40 + (i % 3) * 16 }));
  const line = (from: number, to: number): Line => ({ from, to, width: 70, height: 15 });
  const rays = boxes.slice(1, n - 2).map((_, i) => line(0, i + 1));
  return { boxes, lines: n > 1 ? [...rays, line(n - 2, n - 1)] : [], length: 130, aspect: 1.5 };
}

test.each([1, 2, 40])("%d things have the same places every time", (n) => {
  expect(arrange(star(n))).toEqual(arrange(star(n)));
});

test("no label lies over another", () => {
  const arrangement = star(60);
  const places = arrange(arrangement);
  const overlaps: string[] = [];
  places.forEach((p, i) =>
    places.slice(i + 1).forEach((q, k) => {
      const [a, b] = [arrangement.boxes[i]!, arrangement.boxes[i + 1 + k]!];
      if (Math.abs(p.x - q.x) < (a.width + b.width) / 2 && Math.abs(p.y - q.y) < (a.height + b.height) / 2) overlaps.push(`${i} over ${i + 1 + k}`);
    }),
  );
  expect(overlaps).toEqual([]);
});

test("things at one place part", () => {
  const box: Box = { x: 0, y: 0, width: 50, height: 20 };
  const [a, b] = arrange({ boxes: [box, box], lines: [], length: 130, aspect: 1.5 });
  expect(Math.hypot(a!.x - b!.x, a!.y - b!.y)).toBeGreaterThan(20);
});
