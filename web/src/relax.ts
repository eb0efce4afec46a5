/** One way to spread nodes: springs along edges, repulsion between all; pure, so that it is tested. */

import type { Point } from "./geometry";

export interface Step {
  points: Point[];
  moved: number;
}

const LENGTH = 110;
const MOST_MOVE = 18;

/** Move every node a little; `edges` are pairs of indexes. Returns new points and the largest move. */
export function relax(points: readonly Point[], edges: readonly (readonly [number, number])[]): Step {
  const force = points.map(() => ({ x: 0, y: 0 }));
  const push = (one: number, other: number, strength: number, dx: number, dy: number): void => {
    const first = force[one];
    const second = force[other];
    if (!first || !second) return;
    first.x -= dx * strength;
    first.y -= dy * strength;
    second.x += dx * strength;
    second.y += dy * strength;
  };
  points.forEach((a, one) => {
    points.slice(one + 1).forEach((b, offset) => {
      const { dx, dy, distance } = apart(a, b, one);
      push(one, one + 1 + offset, (LENGTH * LENGTH) / (distance * distance) / 12, dx, dy);
    });
  });
  edges.forEach(([one, other], number) => {
    const a = points[one];
    const b = points[other];
    if (!a || !b || one === other) return;
    const { dx, dy, distance } = apart(a, b, number);
    push(one, other, -(distance - LENGTH) / distance / 6, dx, dy);
  });
  let moved = 0;
  const next = points.map((point, index) => {
    const { x, y } = force[index] ?? { x: 0, y: 0 };
    const size = Math.hypot(x, y);
    const scale = size > MOST_MOVE ? MOST_MOVE / size : 1;
    moved = Math.max(moved, size * scale);
    return { x: point.x + x * scale, y: point.y + y * scale };
  });
  return { points: next, moved };
}

function apart(a: Point, b: Point, seed: number): { dx: number; dy: number; distance: number } {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  if (!dx && !dy) [dx, dy] = [Math.cos(seed), Math.sin(seed)]; // never on top of each other
  return { dx, dy, distance: Math.max(1, Math.hypot(dx, dy)) };
}
