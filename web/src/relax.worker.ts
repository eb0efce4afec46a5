/** Relaxes a network beside the page and posts its places as they become better. */

import type { Point } from "./geometry";
import { relax } from "./relax";

const ROUNDS = 160;
const EVERY = 8;
const STILL = 0.4;

interface Task {
  points: Point[];
  edges: [number, number][];
}

addEventListener("message", (event: MessageEvent<Task>) => {
  let points = event.data.points;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const step = relax(points, event.data.edges);
    points = step.points;
    const isLast = round === ROUNDS || step.moved < STILL;
    if (isLast || round % EVERY === 0) postMessage({ points, isLast });
    if (isLast) return;
  }
});
