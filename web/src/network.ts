/**
 * The picture of a network. Nodes and relations stand in one group that is moved as a whole to pan;
 * to zoom, places are computed anew while shapes and names keep their size, so that coming nearer
 * makes room for names.
 */

import type { Network, NetworkEdge, NetworkNode } from "./api";
import { centre, distanceTo, fit, spread, zoom, type Camera, type Point } from "./geometry";
import { BELOW, chooseNames } from "./labels";
import { bends, curve, drawEdge, drawHead, drawNode, element } from "./network-drawing";
import { applyFilter, findNodes, type Filter, type Shown } from "./network-filter";
import type { Choice } from "./network-panel";
import { say } from "./network-words";
import { language } from "./words";

const ROOMY = 40; // nodes that find room for their names in one window
const NEAR_EDGE = 10; // pixels at which a line counts as clicked
const FULL_SPACING = 44; // pixels between nodes at which shapes have their full size
const STEP = 1.3;

export interface NetworkEvents {
  /** A node or relation was chosen, or none. */
  onSelect(choice: Choice | null): void;
  /** How many nodes, relations are shown and how many names have no room has changed. */
  onShow(counts: { nodes: number; edges: number; hidden: number }): void;
  onOpen(node: NetworkNode): void;
}

export class NetworkView {
  readonly svg = element("svg", { role: "group", "aria-label": say("picture") });
  private readonly stage = element("g", { class: "stage" });
  private readonly nodeElements: SVGGElement[];
  private readonly edgeElements: SVGPathElement[];
  private readonly index: Map<string, number>;
  private readonly bends: number[];
  private readonly forms: Element[];
  private points: Point[];
  private camera: Camera = { x: 0, y: 0, k: 1 };
  private size = { width: 900, height: 560 };
  private shown: Shown;
  private chosen: Choice | null = null;
  private near = new Set<number>();

  constructor(
    readonly network: Network,
    private readonly events: NetworkEvents,
  ) {
    const { nodes, edges } = network;
    this.index = new Map(nodes.map((node, at) => [node.iri, at]));
    this.points = nodes.map((node) => ({ x: node.x, y: node.y }));
    this.bends = bends(edges);
    this.nodeElements = nodes.map(drawNode);
    this.forms = this.nodeElements.flatMap((group) => [...group.querySelectorAll(".form")]);
    this.edgeElements = edges.map((edge) => drawEdge(edge, network));
    this.shown = applyFilter(network, { hidden: new Set(), day: "" });
    this.stage.append(...this.edgeElements, ...this.nodeElements);
    this.svg.append(drawHead(), this.stage);
    this.nodeElements.forEach((group, at) => this.listenTo(group, at));
    this.nodeElements[0]?.setAttribute("tabindex", "0"); // one stop; arrows go on from there
    this.listen();
  }

  /** Measure the window and place everything; call when the picture is in the page. */
  start(): void {
    const { width, height } = this.svg.getBoundingClientRect();
    this.size = { width: Math.max(width, 280), height: Math.max(height, 280) };
    const sides = Math.max(1, Math.sqrt(this.points.length / ROOMY)); // many nodes need more room
    this.points = spread(this.points, this.size.width * sides, this.size.height * sides);
    this.svg.setAttribute("viewBox", `0 0 ${this.size.width} ${this.size.height}`);
    this.fit();
  }

  /** Look at everything that is shown. */
  fit(): void {
    const seen = this.points.filter((_, at) => this.shown.nodes[at]);
    this.look(fit(seen, this.size.width, this.size.height));
  }

  /** Come nearer (above 1) or go farther, around the middle of the window. */
  zoomBy(factor: number): void {
    this.look(zoom(this.camera, { x: this.size.width / 2, y: this.size.height / 2 }, factor));
  }

  /** Show only what a filter admits. */
  filter(filter: Filter): void {
    this.shown = applyFilter(this.network, filter);
    this.nodeElements.forEach((group, at) => group.classList.toggle("away", !this.shown.nodes[at]));
    this.edgeElements.forEach((path, at) => {
      path.classList.toggle("away", this.shown.edges[at] === null);
      path.classList.toggle("possible", this.shown.edges[at] === "possible" || this.network.edges[at]?.value === "possible");
    });
    this.keepTabStop();
    this.name();
  }

  /** Mark the nodes that a text means; returns the indexes of those that are shown. */
  search(typed: string): number[] {
    const found = findNodes(this.network.nodes, typed).filter((at) => this.shown.nodes[at]);
    const marked = new Set(found);
    this.nodeElements.forEach((group, at) => group.classList.toggle("found", marked.has(at)));
    return found;
  }

  /** Bring a node to the middle and choose it. */
  visit(at: number): void {
    const point = this.points[at];
    const node = this.network.nodes[at];
    if (!point || !node) return;
    this.look(centre({ ...this.camera, k: Math.max(this.camera.k, 0.8) }, point, this.size.width, this.size.height));
    this.select({ node });
  }

  /** Choose a node or relation: its surroundings are lit, their names come first. */
  select(choice: Choice | null): void {
    this.chosen = choice;
    this.near = new Set();
    const isLit = (edge: NetworkEdge): boolean => choice !== null && touches(edge, choice);
    this.network.edges.forEach((edge, at) => {
      const lit = isLit(edge);
      if (lit) for (const iri of [edge.from, edge.to]) this.near.add(this.index.get(iri) ?? -1);
      this.edgeElements[at]?.classList.toggle("lit", lit);
      this.edgeElements[at]?.classList.toggle("faded", choice !== null && !lit);
    });
    this.network.nodes.forEach((node, at) => {
      const isChosen = choice !== null && "node" in choice && choice.node === node;
      this.nodeElements[at]?.classList.toggle("chosen", isChosen);
      this.nodeElements[at]?.classList.toggle("faded", choice !== null && !isChosen && !this.near.has(at));
      this.nodeElements[at]?.setAttribute("aria-pressed", String(isChosen));
    });
    this.name();
    this.events.onSelect(choice);
  }

  /** Places of the nodes, and the relations by pairs of their indexes, for whoever relaxes them. */
  get layout(): { points: Point[]; edges: [number, number][] } {
    const edges = this.network.edges.map((edge): [number, number] => [
      this.index.get(edge.from) ?? 0,
      this.index.get(edge.to) ?? 0,
    ]);
    return { points: this.points, edges };
  }

  /** Put the nodes at other places and look at all of them. */
  move(points: Point[]): void {
    this.points = points;
    this.fit();
    this.place();
  }

  private look(camera: Camera): void {
    const isNearer = camera.k !== this.camera.k;
    this.camera = camera;
    this.stage.setAttribute("transform", `translate(${camera.x.toFixed(1)} ${camera.y.toFixed(1)})`);
    // to pan, moving the group is enough
    if (isNearer || !this.nodeElements[0]?.hasAttribute("transform")) this.place();
  }

  private place(): void {
    const scale = `scale(${this.nodeSize().toFixed(2)})`;
    this.forms.forEach((form) => form.setAttribute("transform", scale));
    this.nodeElements.forEach((_, at) => this.placeNode(at));
    this.edgeElements.forEach((_, at) => this.placeEdge(at));
    this.name();
  }

  /** Shapes shrink, to half at most, where they would stand on each other. */
  private nodeSize(): number {
    const apart = Math.sqrt((this.size.width * this.size.height) / ROOMY) * this.camera.k; // as spread at the start
    return Math.max(0.5, Math.min(1, apart / FULL_SPACING));
  }

  private placeNode(at: number): void {
    const { x, y } = this.at(at);
    this.nodeElements[at]?.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }

  private placeEdge(at: number): void {
    const ends = this.endsOf(at);
    if (ends) this.edgeElements[at]?.setAttribute("d", curve(...ends, this.bends[at] ?? 0));
  }

  /** Where a node is in the group, before the group is moved. */
  private at(index: number): Point {
    const point = this.points[index] ?? { x: 0, y: 0 };
    return { x: point.x * this.camera.k, y: point.y * this.camera.k };
  }

  private endsOf(edge: number): [Point, Point] | null {
    const { from, to } = this.network.edges[edge] ?? { from: "", to: "" };
    const start = this.index.get(from);
    const end = this.index.get(to);
    return start === undefined || end === undefined ? null : [this.at(start), this.at(end)];
  }

  /** Show the names that have room: first what is chosen and what is tied to it. */
  private name(): void {
    const visible = this.network.nodes.flatMap((_, at) => (this.shown.nodes[at] ? [at] : []));
    const boxes = visible.map((at) => {
      const node = this.network.nodes[at]!;
      const { width, height } = node.name[language()];
      const isFirst = this.near.has(at) || (this.chosen !== null && "node" in this.chosen && this.chosen.node === node);
      const rank = node.rank - (isFirst ? this.network.nodes.length : 0);
      return { at: this.at(at), width, height, rank, isNeeded: node.expanded || isFirst };
    });
    const named = new Map([...chooseNames(boxes, this.nodeSize())].map(([place, side]) => [visible[place], side]));
    this.nodeElements.forEach((group, at) => {
      group.classList.toggle("quiet-label", !named.has(at));
      const rise = named.get(at) === "above" ? 2 * BELOW + (this.network.nodes[at]?.name[language()].height ?? 0) : 0;
      group.querySelector("text")?.setAttribute("transform", `translate(0 ${-rise})`);
    });
    this.events.onShow({
      nodes: visible.length,
      edges: this.shown.edges.filter((value) => value !== null).length,
      hidden: visible.length - named.size,
    });
  }

  private listenTo(group: SVGGElement, at: number): void {
    const node = this.network.nodes[at];
    if (!node) return;
    group.setAttribute("tabindex", "-1");
    group.addEventListener("dblclick", () => this.events.onOpen(node));
    group.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0;
      if (!by && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (by) this.focus(at, by);
      else this.select({ node });
    });
  }

  private focus(before: number, by: number): void {
    const count = this.nodeElements.length;
    let at = before;
    do at = (at + by + count) % count;
    while (!this.shown.nodes[at] && at !== before);
    this.nodeElements[before]?.setAttribute("tabindex", "-1");
    this.nodeElements[at]?.setAttribute("tabindex", "0");
    this.nodeElements[at]?.focus({ preventScroll: true });
    const { x, y } = this.at(at);
    const isOut = x + this.camera.x < 0 || y + this.camera.y < 0 ||
      x + this.camera.x > this.size.width || y + this.camera.y > this.size.height;
    const point = this.points[at];
    if (isOut && point) this.look(centre(this.camera, point, this.size.width, this.size.height));
  }

  /** The one node that Tab reaches must be one that is shown. */
  private keepTabStop(): void {
    const now = this.nodeElements.findIndex((group) => group.getAttribute("tabindex") === "0");
    if (this.shown.nodes[now]) return;
    this.nodeElements[now]?.setAttribute("tabindex", "-1");
    this.nodeElements[this.shown.nodes.indexOf(true)]?.setAttribute("tabindex", "0");
  }

  private listen(): void {
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls unless asked to zoom
      event.preventDefault();
      this.look(zoom(this.camera, this.toScreen(event), event.deltaY > 0 ? 1 / STEP : STEP));
    }, { passive: false });
    this.svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") this.zoomBy(STEP);
      else if (event.key === "-") this.zoomBy(1 / STEP);
      else if (event.key === "0") this.fit();
    });
    this.listenToDragging();
  }

  private listenToDragging(): void {
    let held: { pointer: number; node: number; at: Point; moved: number } | null = null;
    this.svg.addEventListener("pointerdown", (event) => {
      const group = (event.target as Element).closest<SVGGElement>(".node");
      const node = group ? this.nodeElements.indexOf(group) : -1;
      held = { pointer: event.pointerId, node, at: this.toScreen(event), moved: 0 };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (held?.pointer !== event.pointerId || event.buttons !== 1) return;
      const now = this.toScreen(event);
      const [dx, dy] = [now.x - held.at.x, now.y - held.at.y];
      held.at = now;
      held.moved += Math.abs(dx) + Math.abs(dy);
      if (held.node >= 0) this.drag(held.node, dx, dy);
      else this.look({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
    });
    this.svg.addEventListener("click", (event) => {
      const hasMoved = (held?.moved ?? 0) > 4;
      const node = this.network.nodes[held?.node ?? -1];
      held = null;
      if (hasMoved) return this.name(); // it was a drag
      this.select(node ? { node } : this.edgeAt(this.toScreen(event)));
    });
    for (const name of ["pointercancel", "pointerleave"] as const) {
      this.svg.addEventListener(name, () => { held = null; });
    }
  }

  private drag(node: number, dx: number, dy: number): void {
    const point = this.points[node];
    const iri = this.network.nodes[node]?.iri;
    if (!point) return;
    this.points[node] = { x: point.x + dx / this.camera.k, y: point.y + dy / this.camera.k };
    this.placeNode(node);
    this.network.edges.forEach((edge, at) => {
      if (edge.from === iri || edge.to === iri) this.placeEdge(at);
    });
  }

  private edgeAt(screen: Point): Choice | null {
    const point = { x: screen.x - this.camera.x, y: screen.y - this.camera.y };
    let best: Choice | null = null;
    let least = NEAR_EDGE;
    this.network.edges.forEach((edge, at) => {
      const ends = this.endsOf(at);
      if (!ends || this.shown.edges[at] === null) return;
      const distance = distanceTo(point, ...ends);
      if (distance < least) [least, best] = [distance, { edge }];
    });
    return best;
  }

  private toScreen(event: MouseEvent): Point {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return { x: 0, y: 0 };
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x, y: point.y };
  }
}

function touches(edge: NetworkEdge, choice: Choice): boolean {
  if ("edge" in choice) return edge.from === choice.edge.from && edge.to === choice.edge.to;
  return edge.from === choice.node.iri || edge.to === choice.node.iri;
}
