/** Places of nodes in the picture, outlines of their shapes, and what one sees of it all. */

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

const MARGIN = 95; // half of a name

/**
 * Points spread over an area of this many pixels, so that names keep their size: the server's places
 * lie in a square from -1 to 1.
 */
export function spread(points: readonly Point[], width: number, height: number): Point[] {
  const box = boxAround(points, 0);
  const across = (width - 2 * MARGIN) / (box.width || 1);
  const down = (height - 2 * MARGIN) / (box.height || 1);
  return points.map((point) => ({ x: (point.x - box.x) * across, y: (point.y - box.y) * down }));
}

/** The part of the plane that holds all points, with a margin for names. */
export function boxAround(points: readonly Point[], margin = MARGIN): Box {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs) - margin;
  const y = Math.min(...ys) - margin;
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y };
}

/** A box nearer to or farther from a point that stays where it is; `factor` below 1 is nearer. */
export function zoom(box: Box, at: Point, factor: number): Box {
  return {
    x: at.x - (at.x - box.x) * factor,
    y: at.y - (at.y - box.y) * factor,
    width: box.width * factor,
    height: box.height * factor,
  };
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

/** A name short enough for the picture; the whole one is its title. */
export function shorten(name: string, most = 26): string {
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}
