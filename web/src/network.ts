/** The picture of a network, its tools and its panel. */

import type { Network, NetworkEdge, NetworkNode } from "./api";
import { boxAround, outline, shorten, spread, zoom, type Box, type Point } from "./geometry";
import { download, downloadPng, graphml, standalone } from "./save";
import { language, say, type Word } from "./words";

const SVG = "http://www.w3.org/2000/svg";
// Above this many nodes names would cover each other; they show when a node is pointed at.
const MOST_NAMED = 45;

export class NetworkView {
  private readonly svg = document.createElementNS(SVG, "svg");
  private readonly panel = document.createElement("div");
  private readonly nodes: NetworkNode[];
  private readonly edges: NetworkEdge[];
  private readonly index: Map<string, number>;
  private readonly nodeElements: SVGGElement[] = [];
  private readonly edgeElements: SVGPathElement[] = [];
  private points: Point[];
  private box: Box;

  constructor(
    private readonly around: HTMLElement,
    private readonly network: Network,
  ) {
    this.nodes = network.nodes;
    this.edges = network.edges;
    this.index = new Map(this.nodes.map((node, at) => [node.iri, at]));
    this.points = this.nodes.map((node) => ({ x: node.x, y: node.y }));
    this.box = boxAround(this.points);
  }

  draw(): void {
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", say("picture"));
    this.panel.className = "network-panel";
    this.edges.forEach((edge) => this.svg.append(this.drawEdge(edge)));
    this.nodes.forEach((node, at) => this.svg.append(this.drawNode(node, at)));
    const body = document.createElement("div");
    body.className = "network-body";
    body.append(this.svg, this.panel);
    this.around.replaceChildren(this.drawTools(), body);
    this.listen();
    this.fit();
    this.place();
    this.select(null);
  }

  /** Spread the nodes over as many pixels as the picture has, one unit a pixel. */
  private fit(): void {
    const { width, height } = this.svg.getBoundingClientRect();
    const sides = Math.max(1, Math.sqrt(this.nodes.length / 40)); // many nodes need more room
    const wide = Math.max(width, 320);
    const high = Math.max(height, 320);
    this.points = spread(this.points, wide * sides, high * sides);
    this.box = boxAround(this.points);
    if (this.nodes.length === 1) this.box = { x: -wide / 2, y: -high / 2, width: wide, height: high };
  }

  private drawEdge(edge: NetworkEdge): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `edge ${edge.kind} ${edge.value ?? ""}`);
    this.edgeElements.push(path);
    return path;
  }

  private drawNode(node: NetworkNode, at: number): SVGGElement {
    const group = document.createElementNS(SVG, "g");
    const isQuiet = this.nodes.length > MOST_NAMED && !node.expanded;
    const state = `${node.expanded ? "open" : ""} ${isQuiet ? "quiet-label" : ""}`;
    group.setAttribute("class", `node ${node.shape} ${state}`);
    group.setAttribute("tabindex", at === 0 ? "0" : "-1"); // one stop; arrows go on from there
    group.setAttribute("role", "button");
    const form = document.createElementNS(SVG, "path");
    form.setAttribute("class", "form");
    form.setAttribute("d", outline(node.shape));
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("y", "26");
    text.setAttribute("aria-hidden", "true"); // it may be shortened; the title has the whole name
    text.textContent = shorten(nameOf(node));
    const title = document.createElementNS(SVG, "title");
    title.textContent = nameOf(node);
    group.append(title, form, text);
    group.addEventListener("click", () => this.select(at));
    group.addEventListener("dblclick", () => this.open(node));
    group.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0;
      if (!by && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (by) this.focus((at + by + this.nodes.length) % this.nodes.length, at);
      else this.select(at);
    });
    this.nodeElements.push(group);
    return group;
  }

  private focus(at: number, before: number): void {
    this.nodeElements[before]?.setAttribute("tabindex", "-1");
    this.nodeElements[at]?.setAttribute("tabindex", "0");
    this.nodeElements[at]?.focus();
  }

  private drawTools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "network-tools";
    const help = document.createElement("p");
    help.className = "small quiet";
    help.textContent = say("pictureHelp");
    const add = (word: Word, run: () => void): void => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet-button";
      button.textContent = say(word);
      button.addEventListener("click", run);
      tools.append(button);
    };
    tools.append(help);
    add("nearer", () => this.zoomBy(1 / 1.3));
    add("farther", () => this.zoomBy(1.3));
    add("relax", () => this.relax());
    add("savePng", () => void downloadPng("network.png", this.svg));
    add("saveSvg", () => {
      const text = new XMLSerializer().serializeToString(standalone(this.svg));
      download("network.svg", "image/svg+xml", text);
    });
    add("saveGraph", () => {
      download("network.graphml", "application/graphml+xml", graphml(this.network));
    });
    return tools;
  }

  private place(): void {
    this.svg.setAttribute(
      "viewBox",
      [this.box.x, this.box.y, this.box.width, this.box.height].map((n) => n.toFixed(1)).join(" "),
    );
    this.nodeElements.forEach((element, at) => {
      const point = this.points[at];
      if (point) element.setAttribute("transform", `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`);
    });
    const drawn = new Map<string, number>();
    this.edges.forEach((edge, at) => {
      const start = this.pointOf(edge.from);
      const end = this.pointOf(edge.to);
      if (!start || !end) return;
      // parallel relations bend away from each other
      const pair = [edge.from, edge.to].sort().join(" ");
      const rank = drawn.get(pair) ?? 0;
      drawn.set(pair, rank + 1);
      const bend = rank ? (rank % 2 ? 1 : -1) * Math.ceil(rank / 2) * 18 : 0;
      const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
      const middle = {
        x: (start.x + end.x) / 2 - ((end.y - start.y) / length) * bend,
        y: (start.y + end.y) / 2 + ((end.x - start.x) / length) * bend,
      };
      const numbers = [start.x, start.y, middle.x, middle.y, end.x, end.y].map((n) => n.toFixed(1));
      const [a, b, c, d, e, f] = numbers;
      this.edgeElements[at]?.setAttribute("d", `M${a} ${b}Q${c} ${d} ${e} ${f}`);
    });
  }

  private pointOf(iri: string): Point | undefined {
    return this.points[this.index.get(iri) ?? -1];
  }

  private select(at: number | null): void {
    const node = at === null ? null : (this.nodes[at] ?? null);
    const near = new Set<string>();
    this.edges.forEach((edge, number) => {
      const isLit = node !== null && (edge.from === node.iri || edge.to === node.iri);
      if (isLit) near.add(edge.from).add(edge.to);
      this.edgeElements[number]?.classList.toggle("lit", isLit);
      this.edgeElements[number]?.classList.toggle("faded", node !== null && !isLit);
    });
    this.nodes.forEach((one, number) => {
      const isFaded = node !== null && one !== node && !near.has(one.iri);
      this.nodeElements[number]?.classList.toggle("faded", isFaded);
      this.nodeElements[number]?.classList.toggle("chosen", one === node);
    });
    this.panel.replaceChildren(...(node ? this.describe(node) : [paragraph(say("nothing"))]));
  }

  private describe(node: NetworkNode): HTMLElement[] {
    const heading = document.createElement("h2");
    heading.textContent = nameOf(node);
    const doing = document.createElement("p");
    doing.append(anchor(pageOf(node), say("page")));
    if (!node.expanded) doing.append(" · ", anchor(this.openUrl(node), say("open")));
    const list = document.createElement("ul");
    for (const edge of this.edges) {
      if (edge.from !== node.iri && edge.to !== node.iri) continue;
      const other = this.nodes[this.index.get(edge.from === node.iri ? edge.to : edge.from) ?? -1];
      if (!other) continue;
      const item = document.createElement("li");
      item.append(`${edge.from === node.iri ? "→" : "←"} ${kindOf(edge)}: `, anchor(pageOf(other), nameOf(other)));
      list.append(item);
    }
    const parts: HTMLElement[] = [heading, paragraph(node.id, "small quiet mono"), doing];
    if (node.left_out) parts.push(paragraph(say("leftOut", { count: node.left_out })));
    return [...parts, paragraph(say("neighbours"), "small quiet"), list];
  }

  /** The address of the page with one more node opened; everything else stays as it is. */
  private openUrl(node: NetworkNode): string {
    const fields = new URLSearchParams(location.search);
    fields.append("expand", node.iri);
    return `${location.pathname}?${fields}`;
  }

  private open(node: NetworkNode): void {
    if (!node.expanded) location.assign(this.openUrl(node));
  }

  private relax(): void {
    const worker = new Worker(new URL("./relax.worker.ts", import.meta.url), { type: "module" });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    worker.addEventListener("message", (event: MessageEvent<{ points: Point[]; isLast: boolean }>) => {
      if (isStill && !event.data.isLast) return;
      this.points = event.data.points;
      this.box = boxAround(this.points);
      this.place();
      if (event.data.isLast) worker.terminate();
    });
    const edges = this.edges.map((edge) => [this.index.get(edge.from) ?? 0, this.index.get(edge.to) ?? 0]);
    worker.postMessage({ points: this.points, edges });
  }

  private zoomBy(factor: number): void {
    const middle = { x: this.box.x + this.box.width / 2, y: this.box.y + this.box.height / 2 };
    this.box = zoom(this.box, middle, factor);
    this.place();
  }

  private listen(): void {
    let held: { pointer: number; node: number | null; at: Point } | null = null;
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls unless asked to zoom
      event.preventDefault();
      this.box = zoom(this.box, this.toPlane(event), event.deltaY > 0 ? 1.15 : 1 / 1.15);
      this.place();
    }, { passive: false });
    this.svg.addEventListener("pointerdown", (event) => {
      const group = (event.target as Element).closest<SVGGElement>(".node");
      const node = group ? this.nodeElements.indexOf(group) : null;
      held = { pointer: event.pointerId, node, at: this.toPlane(event) };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!held || held.pointer !== event.pointerId || event.buttons !== 1) return;
      const now = this.toPlane(event);
      const point = held.node === null ? undefined : this.points[held.node];
      if (point) {
        point.x += now.x - held.at.x;
        point.y += now.y - held.at.y;
        held.at = now;
      } else {
        this.box.x -= now.x - held.at.x;
        this.box.y -= now.y - held.at.y;
      }
      this.place();
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"] as const) {
      this.svg.addEventListener(name, () => { held = null; });
    }
    this.around.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.select(null);
    });
  }

  private toPlane(event: MouseEvent): Point {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return { x: 0, y: 0 };
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x, y: point.y };
  }
}

function nameOf(node: NetworkNode): string {
  return node.label[language()] ?? node.label.vi ?? node.label.en ?? node.id;
}

function kindOf(edge: NetworkEdge): string {
  const box = document.querySelector<HTMLInputElement>(`input[name="kinds"][value="${edge.kind}"]`);
  return box?.parentElement?.textContent?.trim() ?? edge.kind;
}

function pageOf(node: NetworkNode): string {
  return `/id/${node.id}`;
}

function anchor(href: string, text: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

function paragraph(text: string, className = ""): HTMLParagraphElement {
  const made = document.createElement("p");
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
