/**
 * The network of the explorer's page: the same nodes and relations as its tables, drawn where the
 * server placed them. It is SVG, since there are never more than 150 nodes: each is a focusable
 * element with a name, colours come from the page, and the picture can be saved as it is.
 */

import "./explorer.css";
import { Problem, send, type Network } from "./api";
import { NetworkView } from "./network";
import { language, say } from "./words";

const holder = document.querySelector<HTMLElement>("[data-network]");
if (holder) void start(holder);

async function start(around: HTMLElement): Promise<void> {
  around.hidden = false;
  try {
    const response = await send(around.dataset["network"] ?? "", "application/json");
    new NetworkView(around, (await response.json()) as Network).draw();
  } catch (error) {
    const words = document.createElement("p");
    words.className = "lost";
    words.setAttribute("role", "alert");
    words.textContent = error instanceof Problem ? error.message : say("lost");
    around.replaceChildren(words);
    around.lang = language();
  }
}
