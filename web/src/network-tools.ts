/** The tools above a network: zoom, search, filters, downloads, and in words what is shown. */

import type { Network } from "./api";
import { formatDay, makeSlider } from "./day";
import { anchor, button, paragraph } from "./elements";
import type { Point } from "./geometry";
import type { NetworkView } from "./network";
import { element, kindOf } from "./network-drawing";
import { countKinds, daysOfNetwork, type Filter } from "./network-filter";
import { download, downloadPng, graphml, standalone } from "./save";
import { say } from "./network-words";

const STEP = 1.3;

/** What stands above a picture. `show` says in words what is shown of it. */
export interface Tools {
  element: HTMLElement;
  show(counts: { nodes: number; edges: number; hidden: number }): void;
}

/** Make the tools of a view; `day` is the day that the page asked about, empty for all times. */
export function makeTools(view: NetworkView, day: string): Tools {
  const { network } = view;
  const around = document.createElement("div");
  around.className = "network-tools";
  const status = paragraph("", "small quiet wide");
  status.setAttribute("role", "status");
  around.append(
    paragraph(say("pictureHelp"), "small quiet wide"),
    button(say("nearer"), () => view.zoomBy(STEP)),
    button(say("farther"), () => view.zoomBy(1 / STEP)),
    button(say("whole"), () => view.fit()),
    button(say("relax"), () => relax(view)),
    makeSearch(view),
    ...makeDownloads(view),
    makeFilters(view, day),
    status,
  );
  const show: Tools["show"] = (counts) => {
    status.textContent = counts.edges
      ? say("shown", { ...counts, all: network.nodes.length })
      : say("noEdges");
  };
  return { element: around, show };
}

function makeSearch(view: NetworkView): HTMLElement {
  const around = document.createElement("label");
  around.className = "network-find";
  const field = document.createElement("input");
  field.type = "search";
  const count = document.createElement("output");
  count.className = "small quiet";
  let found: number[] = [];
  let next = 0;
  field.addEventListener("input", () => {
    found = view.search(field.value);
    next = 0;
    count.textContent = field.value.trim() ? say("foundNodes", { count: found.length }) : "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !found.length) return;
    event.preventDefault();
    view.visit(found[next % found.length] ?? 0);
    next += 1;
  });
  around.append(`${say("find")} `, field, count);
  return around;
}

function makeDownloads(view: NetworkView): HTMLElement[] {
  return [
    button(say("savePng"), () => void downloadPng("network.png", view.svg)),
    button(say("saveSvg"), () => {
      const text = new XMLSerializer().serializeToString(standalone(view.svg));
      download("network.svg", "image/svg+xml", text);
    }),
    button(say("saveGraph"), () => {
      download("network.graphml", "application/graphml+xml", graphml(view.network));
    }),
  ];
}

function makeFilters(view: NetworkView, day: string): HTMLElement {
  const around = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = say("filter");
  const filter: Filter & { hidden: Set<string> } = { hidden: new Set(), day: "" };
  const kinds = makeKinds(view.network, filter.hidden, () => view.filter(filter));
  around.append(summary, kinds);
  const again = anchor("", say("redraw"));
  again.hidden = true;
  const days = ["", ...daysOfNetwork(view.network)];
  if (day) {
    const fixed = paragraph(`${say("dayFixed", { day: formatDay(day) })} `, "small");
    fixed.append(anchor(addressFor(""), say("dayFree")));
    around.append(fixed);
  } else if (days.length > 1) {
    const slider = makeSlider(days, 0, say("dayOfPicture"), (chosen) => {
      filter.day = chosen;
      again.hidden = !chosen;
      again.href = addressFor(chosen);
      view.filter(filter);
    });
    slider.append(again);
    around.append(slider);
  }
  return around;
}

function makeKinds(network: Network, hidden: Set<string>, apply: () => void): HTMLElement {
  const around = document.createElement("fieldset");
  around.className = "ticks";
  const legend = document.createElement("legend");
  legend.textContent = say("kinds");
  around.append(legend);
  for (const [kind, count] of countKinds(network)) {
    const label = document.createElement("label");
    label.className = "tick";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(kind);
      else hidden.add(kind);
      apply();
    });
    const sample = element("svg", { class: "sample", width: "34", height: "12", "aria-hidden": "true" });
    sample.append(element("path", { class: `edge ${kind}`, d: "M1 6H33" }));
    label.append(box, sample, ` ${kindOf(network, kind)} (${count})`);
    around.append(label);
  }
  return around;
}

/** The address of the page for another day, all else as it is. */
function addressFor(day: string): string {
  const fields = new URLSearchParams(location.search);
  if (day) fields.set("as_of", day);
  else fields.delete("as_of");
  return `${location.pathname}?${fields}`;
}

function relax(view: NetworkView): void {
  const worker = new Worker(new URL("./relax.worker.ts", import.meta.url), { type: "module" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  worker.addEventListener("message", (event: MessageEvent<{ points: Point[]; isLast: boolean }>) => {
    if (isStill && !event.data.isLast) return;
    view.move(event.data.points);
    if (event.data.isLast) worker.terminate();
  });
  worker.postMessage(view.layout);
}
