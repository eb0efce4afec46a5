/**
 * The network of the explorer's page: the same nodes and relations as its tables, drawn where the
 * server placed them, with what is known of the chosen one beside it. It is SVG: each node is a
 * focusable element with a name, colours come from the page, and the picture can be saved as it is.
 */

import "./explorer.css";
import { send, wordsOf, type Network, type NetworkNode } from "./api";
import { failure, paragraph } from "./elements";
import { NetworkView } from "./network";
import { NetworkPanel } from "./network-panel";
import { makeTools, type Tools } from "./network-tools";
import { language, say } from "./words";

const holder = document.querySelector<HTMLElement>("[data-network]");
if (holder) void start(holder, holder.dataset["network"] ?? "");

async function start(around: HTMLElement, address: string): Promise<void> {
  around.hidden = false;
  around.lang = language();
  around.setAttribute("aria-busy", "true");
  const waiting = paragraph(say("loading"), "quiet waiting");
  waiting.setAttribute("role", "status");
  around.replaceChildren(waiting);
  try {
    const response = await send(address, "application/json");
    show(around, (await response.json()) as Network);
  } catch (error) {
    around.replaceChildren(failure(wordsOf(error), say("retry"), () => void start(around, address)));
  }
  around.removeAttribute("aria-busy");
}

function show(around: HTMLElement, network: Network): void {
  const day = network.dataset.as_of ?? "";
  let tools: Tools | null = null;
  const view: NetworkView = new NetworkView(network, {
    onSelect: (choice) => panel.show(choice, day),
    onShow: (counts) => tools?.show(counts),
    onOpen: (node) => {
      if (!node.expanded) location.assign(openUrl(node));
    },
  });
  const panel = new NetworkPanel(network, {
    openUrl,
    select: (choice) => {
      view.select(choice);
      panel.focus();
    },
  });
  tools = makeTools(view, day);
  const body = document.createElement("div");
  body.className = "network-body";
  body.append(view.svg, panel.element);
  around.replaceChildren(tools.element, body);
  around.addEventListener("keydown", (event) => {
    if (event.key === "Escape") view.select(null);
  });
  view.start();
}

/** The address of the page with one more node opened; everything else stays as it is. */
function openUrl(node: NetworkNode): string {
  const fields = new URLSearchParams(location.search);
  fields.append("expand", node.iri);
  return `${location.pathname}?${fields}`;
}
