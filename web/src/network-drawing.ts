/** The elements of a network: one group for a node, one path for a relation. */

import type { Network, NetworkEdge, NetworkNode } from "./api";
import { outline, type Point } from "./geometry";
import { BELOW } from "./labels";
import { language } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const LINE = 16.8; // 12 px at 1.4, as the server measured it
const ASCENT = 12.5;
const BEND = 18;
const NODE = 14; // from the middle of a node to where the head of a relation points
const HEAD = "network-head";

/** The name of a node in the language of the page. */
export function nameOf(node: NetworkNode): string {
  return node.label[language()] ?? node.label.vi ?? node.label.en ?? node.id;
}

/** What a kind of relation is called in the language of the page. */
export function kindOf({ kinds }: Network, kind: string): string {
  return kinds[kind]?.[language()] ?? kind;
}

/** A node around the origin: its whole name as title, its shape, its name in lines. */
export function drawNode(node: NetworkNode): SVGGElement {
  const group = element("g", { class: `node ${node.shape} ${node.expanded ? "open" : ""}`, role: "button" });
  const title = element("title", {});
  title.textContent = nameOf(node);
  const text = element("text", { "aria-hidden": "true" }); // it may be shortened; the title has it all
  text.append(
    ...node.name[language()].lines.map((line, at) => {
      const part = element("tspan", { x: "0", y: (BELOW + ASCENT + at * LINE).toFixed(1) });
      part.textContent = line;
      return part;
    }),
  );
  group.append(title, element("path", { class: "form", d: outline(node.shape) }), text);
  return group;
}

/** A relation; where it runs is set when it is placed. */
export function drawEdge(edge: NetworkEdge, network: Network): SVGPathElement {
  const path = element("path", {
    class: `edge ${edge.kind} ${edge.value ?? ""}`,
    "marker-end": `url(#${HEAD})`,
  });
  const title = element("title", {});
  title.textContent = kindOf(network, edge.kind);
  path.append(title);
  return path;
}

/** The head that every relation has where it points; it has the colour of its line. */
export function drawHead(): SVGDefsElement {
  const marker = element("marker", {
    id: HEAD, viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "8", markerHeight: "8",
    markerUnits: "userSpaceOnUse", orient: "auto",
  });
  marker.append(element("path", { class: "head", d: "M0 0L8 4L0 8z", fill: "context-stroke" }));
  const defs = element("defs", {});
  defs.append(marker);
  return defs;
}

/** How far each relation bends, so that several between the same two nodes stay apart. */
export function bends(edges: readonly NetworkEdge[]): number[] {
  const drawn = new Map<string, number>();
  return edges.map((edge) => {
    const pair = [edge.from, edge.to].sort().join(" ");
    const rank = drawn.get(pair) ?? 0;
    drawn.set(pair, rank + 1);
    const side = (rank % 2 ? 1 : -1) * (edge.from < edge.to ? 1 : -1);
    return rank ? side * Math.ceil(rank / 2) * BEND : 0;
  });
}

/** The path of a relation from the middle of a node to the edge of another one. */
export function curve(start: Point, end: Point, bend: number): string {
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const middle = {
    x: (start.x + end.x) / 2 - ((end.y - start.y) / length) * bend,
    y: (start.y + end.y) / 2 + ((end.x - start.x) / length) * bend,
  };
  const from = bend ? middle : start;
  const last = Math.hypot(end.x - from.x, end.y - from.y) || 1;
  const left = 1 - Math.min(NODE, last / 2) / last;
  const tip = { x: from.x + (end.x - from.x) * left, y: from.y + (end.y - from.y) * left };
  const [a, b, c, d, e, f] = [start.x, start.y, middle.x, middle.y, tip.x, tip.y].map((n) => n.toFixed(1));
  return bend ? `M${a} ${b}Q${c} ${d} ${e} ${f}` : `M${a} ${b}L${e} ${f}`;
}

/** An element of SVG with attributes. */
export function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
