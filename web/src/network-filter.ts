/** What of a network is shown: relations of some kinds, that can hold on a day, and nodes that have any. */

import type { Network, NetworkNode } from "./api";
import { fold, matches } from "./fold";
import { daysOf, isDated, valueAt, type Value } from "./validity";

export interface Filter {
  /** Kinds that are not shown. */
  hidden: ReadonlySet<string>;
  /** A day, or empty for all times. */
  day: string;
}

export interface Shown {
  /** For each relation, by index: its value on the day, "certain" without one; null when it is not shown. */
  edges: (Value | null)[];
  nodes: boolean[];
}

/** Apply a filter. Nodes stay that are opened, or have a relation that stays. */
export function applyFilter(network: Network, { hidden, day }: Filter): Shown {
  const kept = new Set(network.nodes.filter((node) => node.expanded).map((node) => node.iri));
  const edges = network.edges.map((edge) => {
    if (hidden.has(edge.kind)) return null;
    const value = day && isDated(edge.validity) ? valueAt(edge.validity, day) : "certain";
    if (value === "not shown") return null;
    kept.add(edge.from).add(edge.to);
    return value;
  });
  return { edges, nodes: network.nodes.map((node) => kept.has(node.iri)) };
}

/** Kinds of the relations of a network with how many there are, the most frequent first. */
export function countKinds(network: Network): [string, number][] {
  const counts = new Map<string, number>();
  for (const { kind } of network.edges) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Days on which some relation begins or ends, sorted. */
export function daysOfNetwork(network: Network): string[] {
  return daysOf(network.edges.map((edge) => edge.validity));
}

/** Indexes of nodes whose name in either language, or id, is meant by what was typed; without tones. */
export function findNodes(nodes: readonly NetworkNode[], typed: string): number[] {
  if (!fold(typed)) return [];
  return nodes.flatMap((node, at) => {
    const names = [node.label.vi, node.label.en, node.id];
    return names.some((name) => name && matches(name, typed)) ? [at] : [];
  });
}
