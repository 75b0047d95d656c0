import type { Point } from "./arrange";

/** A rectangle by its middle that lies in a direction: width is along u, which is of length 1. */
export interface Oblong {
  x: number;
  y: number;
  u: Point;
  width: number;
  height: number;
}

/** depthsOf tells how deep b lies in a along each axis, pointing away from a, that could part them; undefined if one does. */
export function depthsOf(a: Oblong, b: Oblong): { axis: Point; depth: number }[] | undefined {
  const depths = [];
  for (const axis of [a.u, across(a.u), b.u, across(b.u)]) {
    const apart = (b.x - a.x) * axis.x + (b.y - a.y) * axis.y;
    const depth = reach(a, axis) + reach(b, axis) - Math.abs(apart);
    if (depth <= 1e-6) return undefined;
    const sign = apart < 0 ? -1 : 1;
    depths.push({ axis: { x: axis.x * sign, y: axis.y * sign }, depth });
  }
  return depths;
}

/** leastPush is the shortest way for b to get off a; undefined if it is not on it. */
export function leastPush(a: Oblong, b: Oblong): Point | undefined {
  const depths = depthsOf(a, b);
  if (!depths) return undefined;
  const { axis, depth } = depths.reduce((least, d) => (d.depth < least.depth ? d : least));
  return { x: axis.x * depth, y: axis.y * depth };
}

/** projected is how much of a direction goes along an axis. */
export const projected = (u: Point, axis: Point): number => u.x * axis.x + u.y * axis.y;

const across = (u: Point): Point => ({ x: -u.y, y: u.x });

// How far an oblong reaches from its middle along an axis.
const reach = ({ u, width, height }: Oblong, axis: Point): number => (width * Math.abs(projected(u, axis)) + height * Math.abs(projected(across(u), axis))) / 2;
