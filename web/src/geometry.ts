/** Places of nodes in the picture, outlines of their shapes, and the camera that looks at them. */

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Where the plane is seen from: a point p of the plane is at (x + k p.x, y + k p.y) of the screen. */
export interface Camera extends Point {
  k: number;
}

const MARGIN = { across: 90, down: 34 }; // half of a name; a node above, its name below
const NEAREST = 6;
const FARTHEST = 0.05;

/**
 * Points spread over an area of this many pixels: the server's places lie in a square from -1 to 1.
 */
export function spread(points: readonly Point[], width: number, height: number): Point[] {
  const box = boxAround(points);
  const across = width / (box.width || 1);
  const down = height / (box.height || 1);
  return points.map((point) => ({ x: (point.x - box.x) * across, y: (point.y - box.y) * down }));
}

/** The smallest part of the plane that holds all points; nothing at the origin for no points. */
export function boxAround(points: readonly Point[]): Box {
  if (!points.length) return { x: 0, y: 0, width: 0, height: 0 };
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The camera that sees all points in a window of this size, with room for names; never nearer than 1:1. */
export function fit(points: readonly Point[], width: number, height: number): Camera {
  const box = boxAround(points);
  const side = Math.min(MARGIN.across, width / 6); // a telephone shows nodes rather than whole names
  const across = Math.max(width - 2 * side, 60) / (box.width || 1);
  const down = Math.max(height - 2 * MARGIN.down, 60) / (box.height || 1);
  const k = Math.max(FARTHEST, Math.min(across, down, 1));
  return {
    k,
    x: width / 2 - k * (box.x + box.width / 2),
    y: height / 2 - k * (box.y + box.height / 2),
  };
}

/** A camera nearer or farther, with a point of the screen that stays where it is; above 1 is nearer. */
export function zoom(camera: Camera, at: Point, factor: number): Camera {
  const k = Math.max(FARTHEST, Math.min(camera.k * factor, NEAREST));
  const by = k / camera.k;
  return { k, x: at.x - (at.x - camera.x) * by, y: at.y - (at.y - camera.y) * by };
}

/** A camera as near as before that has a point of the plane in the middle of its window. */
export function centre(camera: Camera, point: Point, width: number, height: number): Camera {
  return { k: camera.k, x: width / 2 - camera.k * point.x, y: height / 2 - camera.k * point.y };
}

/** How far a point is from the line between two others. */
export function distanceTo(point: Point, start: Point, end: Point): number {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const along = ((point.x - start.x) * dx + (point.y - start.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - start.x - t * dx, point.y - start.y - t * dy);
}

/** The outline of a shape around (0, 0) as an SVG path; shapes repeat what colours say. */
export function outline(shape: string): string {
  switch (shape) {
    case "party":
      return "M-13-9H13V9H-13Z";
    case "enterprise":
      return "M-8-9H8L13-4V4L8 9H-8L-13 4V-4Z";
    case "state":
      return "M-7-10H7L13 0 7 10H-7L-13 0Z";
    case "person":
      return "M-5-8H5A8 8 0 0 1 5 8H-5A8 8 0 0 1-5-8Z";
    case "agreement":
      return "M-9-11H4L10-5V11H-9ZM4-11V-5H10";
    default:
      return "M0-8A8 8 0 1 1 0 8 8 8 0 0 1 0-8Z";
  }
}
