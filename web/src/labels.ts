/** Which names are shown, so that none covers another name or another node: the more important first. */

import type { Point } from "./geometry";

export interface Named {
  /** Where its node is, in pixels. */
  at: Point;
  /** Size of the box of its name, measured by the server. */
  width: number;
  height: number;
  /** 0 is the most important. */
  rank: number;
  /** Whether it is rather shown over another node than not at all. */
  isNeeded?: boolean;
}

interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Distance from the middle of a node to the top of its name. */
export const BELOW = 14;
const HALF = { across: 14, down: 12 }; // of a node at its full size, with a little air
const CELL = 128;

export type Side = "below" | "above";
const SIDES: readonly Side[] = ["below", "above"];

/**
 * On which side of its node each name stands that has room, by index; those without room are left out.
 * `size` is that of the nodes, 1 for the full one.
 */
export function chooseNames(all: readonly Named[], size = 1): Map<number, Side> {
  const nodes = new Grid();
  const names = new Grid();
  all.forEach(({ at }, index) => nodes.add(areaOf(at, size), index));
  const shown = new Map<number, Side>();
  const order = all.map((_, index) => index).sort((a, b) => (all[a]?.rank ?? 0) - (all[b]?.rank ?? 0) || a - b);
  for (const index of order) {
    const one = all[index];
    if (!one) continue;
    const free = SIDES.filter((side) => !names.meets(nameArea(one, side), index));
    const clear = free.find((side) => !nodes.meets(nameArea(one, side), index));
    const side = clear ?? (one.isNeeded ? free[0] : undefined);
    if (!side) continue;
    names.add(nameArea(one, side), index);
    shown.set(index, side);
  }
  return shown;
}

/** The box of a name beside its node. */
export function nameArea({ at, width, height }: Named, side: Side): Area {
  const top = side === "below" ? at.y + BELOW : at.y - BELOW - height;
  return { left: at.x - width / 2, right: at.x + width / 2, top, bottom: top + height };
}

function areaOf(at: Point, size: number): Area {
  const [across, down] = [HALF.across * size, HALF.down * size];
  return { left: at.x - across, right: at.x + across, top: at.y - down, bottom: at.y + down };
}

/** Areas by cells of a grid, so that thousands are compared with their surroundings only. */
class Grid {
  private readonly cells = new Map<string, { area: Area; owner: number }[]>();

  add(area: Area, owner: number): void {
    for (const key of keysOf(area)) {
      const cell = this.cells.get(key);
      if (cell) cell.push({ area, owner });
      else this.cells.set(key, [{ area, owner }]);
    }
  }

  meets(area: Area, owner: number): boolean {
    return keysOf(area).some((key) =>
      this.cells.get(key)?.some((one) => one.owner !== owner && overlap(one.area, area)),
    );
  }
}

function keysOf(area: Area): string[] {
  const keys: string[] = [];
  for (let x = Math.floor(area.left / CELL); x <= Math.floor(area.right / CELL); x += 1) {
    for (let y = Math.floor(area.top / CELL); y <= Math.floor(area.bottom / CELL); y += 1) keys.push(`${x} ${y}`);
  }
  return keys;
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
