/** Saving what is shown: the SVG as it looks, the same as PNG, the network as GraphML. */

import type { Network } from "./api";
import { language } from "./words";

const COPIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font", "text-anchor", "display"];

/** A copy of a picture that looks the same outside the page: computed styles become attributes. */
export function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((element, index) => {
    const style = getComputedStyle(element);
    const twin = copies[index];
    for (const name of COPIED) {
      const value = style.getPropertyValue(name);
      if (value) twin?.setAttribute(name, value);
    }
    twin?.removeAttribute("class");
    twin?.removeAttribute("tabindex");
  });
  const box = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.round(box.width)));
  copy.setAttribute("height", String(Math.round(box.height)));
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const name of ["x", "y", "width", "height"] as const) {
    paper.setAttribute(name, String(box[name]));
  }
  paper.setAttribute("fill", getComputedStyle(document.documentElement).backgroundColor);
  copy.prepend(paper);
  return copy;
}

/** The network as GraphML 1.0, for Gephi, Cytoscape and networkx. */
export function graphml(network: Network): string {
  const keys = [
    ["label", "node"],
    ["class", "node"],
    ["kind", "edge"],
    ["certainty", "edge"],
    ["statement", "edge"],
  ];
  const key = keys
    .map(([name, on]) => `<key id="${name}" for="${on}" attr.name="${name}" attr.type="string"/>`)
    .join("");
  const data = (name: string, value: string | null): string =>
    value ? `<data key="${name}">${escape(value)}</data>` : "";
  const nodes = network.nodes.map((node) => {
    const label = node.label[language()] ?? node.label.vi ?? node.label.en;
    return `<node id="${escape(node.iri)}">${data("label", label)}${data("class", node.class)}</node>`;
  });
  const edges = network.edges.map(
    (edge) =>
      `<edge source="${escape(edge.from)}" target="${escape(edge.to)}">${data("kind", edge.kind)}` +
      `${data("certainty", edge.certainty)}${data("statement", edge.statement)}</edge>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` +
    `${key}<graph edgedefault="directed">\n${[...nodes, ...edges].join("\n")}\n</graph></graphml>\n`
  );
}

/** Hand a file to the reader. */
export function download(name: string, type: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Hand a picture over as PNG, twice as large. It is painted shape by shape: the security policy of
 * the page lets no picture be loaded from an address made here.
 */
export async function downloadPng(name: string, svg: SVGSVGElement): Promise<void> {
  const box = svg.viewBox.baseVal;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(box.width * 2);
  canvas.height = Math.round(box.height * 2);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const element of svg.querySelectorAll<SVGGraphicsElement>("path, text")) {
    const style = getComputedStyle(element);
    if (style.display === "none") continue;
    const { x, y } = offsetOf(element);
    context.setTransform(2, 0, 0, 2, (x - box.x) * 2, (y - box.y) * 2);
    context.globalAlpha = Number(style.opacity) || 1;
    context.lineWidth = parseFloat(style.strokeWidth) || 1;
    context.lineJoin = "round";
    context.strokeStyle = style.stroke;
    context.fillStyle = style.fill;
    const dashes = style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/);
    context.setLineDash(dashes.map(parseFloat));
    if (element.tagName === "path") paintPath(context, element, style);
    else paintText(context, element, style);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) download(name, "image/png", blob);
}

function offsetOf(element: SVGGraphicsElement): { x: number; y: number } {
  const group = element.closest<SVGGElement>("g[transform]");
  const [x, y] = (group?.getAttribute("transform") ?? "").match(/-?[\d.]+/g) ?? [];
  return { x: Number(x ?? 0), y: Number(y ?? 0) };
}

function paintPath(context: CanvasRenderingContext2D, element: Element, style: CSSStyleDeclaration): void {
  const path = new Path2D(element.getAttribute("d") ?? "");
  if (style.fill !== "none") context.fill(path);
  if (style.stroke !== "none") context.stroke(path);
}

function paintText(context: CanvasRenderingContext2D, element: Element, style: CSSStyleDeclaration): void {
  context.font = style.font;
  context.textAlign = "center";
  const y = Number(element.getAttribute("y") ?? 0);
  context.strokeText(element.textContent ?? "", 0, y);
  context.fillText(element.textContent ?? "", 0, y);
}

function escape(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
