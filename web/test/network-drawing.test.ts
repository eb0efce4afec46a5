import { describe, expect, it } from "vitest";

import { curve } from "../src/network-drawing";

function numbers(path: string): number[] {
  return (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
}

describe("the path of a relation", () => {
  it("ends at the edge of the node it points to", () => {
    expect(curve({ x: 0, y: 0 }, { x: 100, y: 0 }, 0)).toBe("M0.0 0.0L86.0 0.0");
  });

  it("ends half way to a node that is very near", () => {
    expect(curve({ x: 0, y: 0 }, { x: 0, y: 10 }, 0)).toBe("M0.0 0.0L0.0 5.0");
  });

  it("comes from its bend", () => {
    const [, , x = 0, y = 0, endX = 0, endY = 0] = numbers(curve({ x: 0, y: 0 }, { x: 100, y: 0 }, 18));
    expect([x, y]).toEqual([50, 18]);
    // 14 before the node, on the line from the bend
    expect(Math.hypot(100 - endX, endY)).toBeCloseTo(14, 0);
    expect(endY / (100 - endX)).toBeCloseTo(18 / 50, 1);
  });

  it("has a place for two nodes in one place", () => {
    expect(numbers(curve({ x: 3, y: 4 }, { x: 3, y: 4 }, 0)).every(Number.isFinite)).toBe(true);
  });
});
