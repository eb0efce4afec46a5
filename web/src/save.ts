/** Saving what is shown: the SVG as it looks, the same as PNG, the network as GraphML. */

import type { Network } from "./api";
import type { Box } from "./geometry";
import { language } from "./words";

const COPIED = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font", "text-anchor", "display", "paint-order",
];
const EDGE = 12; // pixels around what is saved
const LARGEST = 8192; // side of a canvas that every browser makes

/** A copy of the whole picture that looks the same outside the page: computed styles become attributes. */
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
    for (const name of ["class", "tabindex", "role", "aria-pressed"]) twin?.removeAttribute(name);
  });
  const box = wholeOf(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", [box.x, box.y, box.width, box.height].join(" "));
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const name of ["x", "y", "width", "height"] as const) {
    paper.setAttribute(name, String(box[name]));
  }
  paper.setAttribute("fill", getComputedStyle(document.documentElement).backgroundColor);
  copy.prepend(paper);
  return copy;
}

/** All that is drawn, in whole pixels with a margin, wherever the camera looks. */
function wholeOf(svg: SVGSVGElement): Box {
  const [x = 0, y = 0] = offsetOf(svg.querySelector<SVGGElement>(".stage"));
  const box = svg.querySelector<SVGGElement>(".stage")?.getBBox() ?? svg.viewBox.baseVal;
  return {
    x: Math.floor(box.x + x) - EDGE,
    y: Math.floor(box.y + y) - EDGE,
    width: Math.ceil(box.width) + 2 * EDGE,
    height: Math.ceil(box.height) + 2 * EDGE,
  };
}

/** The network as GraphML 1.0, for Gephi, Cytoscape and networkx. */
export function graphml(network: Network): string {
  const keys = [
    ["label", "node"],
    ["class", "node"],
    ["kind", "edge"],
    ["certainty", "edge"],
    ["statement", "edge"],
    ["startEarliest", "edge"],
    ["startLatest", "edge"],
    ["endEarliest", "edge"],
    ["endLatest", "edge"],
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
      `${data("certainty", edge.certainty)}${data("statement", edge.statement)}` +
      `${Object.entries(edge.validity).map(([name, day]) => data(name, day)).join("")}</edge>`,
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
 * Hand the whole picture over as PNG, twice as large where a canvas can be. It is painted shape by shape:
 * the security policy of the page lets no picture be loaded from an address made here.
 */
export async function downloadPng(name: string, svg: SVGSVGElement): Promise<void> {
  const box = wholeOf(svg);
  const by = Math.min(2, LARGEST / Math.max(box.width, box.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(box.width * by);
  canvas.height = Math.round(box.height * by);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const [left = 0, top = 0] = offsetOf(svg.querySelector<SVGGElement>(".stage"));
  for (const element of svg.querySelectorAll<SVGGraphicsElement>("path, text")) {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden") continue;
    const [x = 0, y = 0] = offsetOf(element.closest<SVGGElement>(".node"));
    const isForm = element.classList.contains("form");
    const [own = 0, second = 0] = offsetOf(element);
    const rise = isForm ? 0 : second; // of a name above its node
    const size = isForm ? own || 1 : 1; // of a shape that has shrunk
    context.setTransform(by * size, 0, 0, by * size, (left + x - box.x) * by, (top + y + rise - box.y) * by);
    context.globalAlpha = opacityOf(element);
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

function offsetOf(group: SVGGraphicsElement | null): number[] {
  return (group?.getAttribute("transform")?.match(/-?[\d.]+/g) ?? []).map(Number);
}

function opacityOf(element: Element): number {
  const around = element.closest(".node");
  return Number(getComputedStyle(element).opacity) * (around ? Number(getComputedStyle(around).opacity) : 1);
}

function paintPath(context: CanvasRenderingContext2D, element: Element, style: CSSStyleDeclaration): void {
  const path = new Path2D(element.getAttribute("d") ?? "");
  if (style.fill !== "none") context.fill(path);
  if (style.stroke !== "none") context.stroke(path);
}

function paintText(context: CanvasRenderingContext2D, element: Element, style: CSSStyleDeclaration): void {
  context.font = style.font;
  context.textAlign = "center";
  for (const line of element.querySelectorAll("tspan")) {
    const y = Number(line.getAttribute("y") ?? 0);
    context.strokeText(line.textContent ?? "", 0, y);
    context.fillText(line.textContent ?? "", 0, y);
  }
}

function escape(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
