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
import { say } from "./network-words";
import { language } from "./words";

const holder = document.querySelector<HTMLElement>("[data-network]");
if (holder) void start(holder, holder.dataset["network"] ?? "");
startHere();
document.addEventListener("phoihop:result", startHere); // the editor has put a new result in place

/** Show the network that the page itself holds, as the result of a query. */
function startHere(): void {
  const around = document.querySelector<HTMLElement>("[data-network-here]");
  const data = document.getElementById(around?.dataset["networkHere"] ?? "");
  if (!around || !data) return;
  around.hidden = false;
  show(around, JSON.parse(data.textContent ?? "") as Network);
}

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

/** The explorer with one more node opened, all else as it is; from a result, around this node. */
function openUrl(node: NetworkNode): string {
  if (!holder) return `/explorer?${new URLSearchParams({ start: node.iri, lang: language() })}`;
  const fields = new URLSearchParams(location.search);
  fields.append("expand", node.iri);
  return `${location.pathname}?${fields}`;
}
