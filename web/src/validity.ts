/** Whether a claim holds on a day, by its four bounds: the same test as `kg.model.validity` makes. */

import type { Bounds } from "./api";

export type Value = "certain" | "possible" | "not shown";

/** The value on a day (YYYY-MM-DD, so that days compare as text); what is not known decides nothing. */
export function valueAt(bounds: Bounds, day: string): Value {
  const { startEarliest, startLatest, endEarliest, endLatest } = bounds;
  if (startEarliest && day < startEarliest) return "not shown";
  if (endLatest && day > endLatest) return "not shown";
  const isInside = startLatest && endEarliest && startLatest <= day && day <= endEarliest;
  return isInside ? "certain" : "possible";
}

/** Whether any of the four is known; a relation without any is drawn on every day. */
export function isDated(bounds: Bounds): boolean {
  return Object.values(bounds).some((day) => day !== null);
}

/** The days on which something of these changes, sorted, each once. */
export function daysOf(all: readonly Bounds[]): string[] {
  const days = all.flatMap((bounds) => Object.values(bounds)).filter((day) => day !== null);
  return [...new Set(days)].sort();
}
