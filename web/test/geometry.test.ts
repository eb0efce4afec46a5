import { describe, expect, it } from "vitest";
import { boxAround, centre, distanceTo, fit, outline, spread, zoom } from "../src/geometry";
import { relax } from "../src/relax";

describe("what one sees", () => {
  it("holds all points, with room for names on every side", () => {
    const camera = fit([{ x: -500, y: 0 }, { x: 3000, y: 900 }], 900, 500);
    for (const [x, y] of [[-500, 0], [3000, 900]] as const) {
      expect(camera.x + camera.k * x).toBeGreaterThanOrEqual(60);
      expect(camera.x + camera.k * x).toBeLessThanOrEqual(840);
      expect(camera.y + camera.k * y).toBeGreaterThanOrEqual(20);
      expect(camera.y + camera.k * y).toBeLessThanOrEqual(480);
    }
    expect(fit([{ x: 7, y: 7 }], 900, 500)).toEqual({ k: 1, x: 443, y: 243 });
  });

  it("spreads places of a square over the pixels there are", () => {
    const points = spread([{ x: -1, y: -1 }, { x: 1, y: 0.5 }], 900, 500);
    const box = boxAround(points);
    expect([box.width, box.height]).toEqual([900, 500]);
    expect(spread([{ x: 0, y: 0 }], 900, 500)).toEqual([{ x: 0, y: 0 }]);
    expect(boxAround([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });

  it("keeps the point under the pointer where it is", () => {
    const before = { x: 10, y: 20, k: 1 };
    const after = zoom(before, { x: 110, y: 60 }, 2);
    expect(after.k).toBe(2);
    // the point (100, 40) of the plane was under the pointer
    expect([after.x + after.k * 100, after.y + after.k * 40]).toEqual([110, 60]);
    expect(zoom(after, { x: 0, y: 0 }, 1e9).k).toBeLessThan(10);
    expect(zoom(after, { x: 0, y: 0 }, 1e-9).k).toBeGreaterThan(0);
  });

  it("has a point in the middle without coming nearer", () => {
    const camera = centre({ x: 0, y: 0, k: 0.5 }, { x: 100, y: 60 }, 400, 300);
    expect(camera).toEqual({ k: 0.5, x: 150, y: 120 });
  });

  it("knows how far a line is, and ends it at its ends", () => {
    const [start, end] = [{ x: 0, y: 0 }, { x: 10, y: 0 }];
    expect(distanceTo({ x: 5, y: 3 }, start, end)).toBe(3);
    expect(distanceTo({ x: 14, y: 3 }, start, end)).toBe(5);
    expect(distanceTo({ x: 3, y: 4 }, start, start)).toBe(5);
  });

  it("gives every kind of node an outline of its own", () => {
    const shapes = ["party", "enterprise", "state", "person", "agreement", "other"].map(outline);
    expect(new Set(shapes).size).toBe(6);
  });
});

describe("relaxing", () => {
  it("moves two nodes at one place apart, and never to nowhere", () => {
    const { points, moved } = relax([{ x: 0, y: 0 }, { x: 0, y: 0 }], []);
    const [a, b] = points;
    expect(Math.hypot(a!.x - b!.x, a!.y - b!.y)).toBeGreaterThan(1);
    expect(Number.isFinite(moved)).toBe(true);
  });

  it("brings far ends of an edge together and comes to rest", () => {
    let points = [{ x: 0, y: 0 }, { x: 900, y: 0 }];
    let moved = Infinity;
    for (let round = 0; round < 400 && moved > 0.4; round += 1) {
      ({ points, moved } = relax(points, [[0, 1]]));
    }
    expect(moved).toBeLessThanOrEqual(0.4);
    const distance = Math.hypot(points[0]!.x - points[1]!.x, points[0]!.y - points[1]!.y);
    expect(distance).toBeGreaterThan(80);
    expect(distance).toBeLessThan(200);
  });
});
