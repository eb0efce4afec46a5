import { describe, expect, it } from "vitest";
import { boxAround, outline, shorten, spread, zoom } from "../src/geometry";
import { relax } from "../src/relax";

describe("what one sees", () => {
  it("holds all points with a margin on every side", () => {
    const box = boxAround([{ x: -10, y: 0 }, { x: 30, y: 50 }]);
    expect(box.x).toBeLessThan(-10);
    expect(box.y).toBeLessThan(0);
    expect(box.x + box.width).toBeGreaterThan(30);
    expect(box.y + box.height).toBeGreaterThan(50);
  });

  it("spreads places of a square over the pixels there are", () => {
    const points = spread([{ x: -1, y: -1 }, { x: 1, y: 0.5 }], 900, 500);
    const box = boxAround(points);
    expect([box.width, box.height]).toEqual([900, 500]);
    expect(spread([{ x: 0, y: 0 }], 900, 500)).toEqual([{ x: 0, y: 0 }]);
  });

  it("keeps the point under the pointer where it is", () => {
    const box = { x: 0, y: 0, width: 100, height: 50 };
    const nearer = zoom(box, { x: 25, y: 10 }, 0.5);
    expect((25 - nearer.x) / nearer.width).toBeCloseTo(0.25);
    expect((10 - nearer.y) / nearer.height).toBeCloseTo(0.2);
    expect(nearer.width).toBe(50);
  });

  it("cuts long names by letters, not by bytes", () => {
    expect(shorten("Đảng ủy")).toBe("Đảng ủy");
    const cut = shorten("Đảng ủy Tổng công ty Thép Việt Nam", 12);
    expect([...cut].length).toBeLessThanOrEqual(12);
    expect(cut.endsWith("…")).toBe(true);
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
