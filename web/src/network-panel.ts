/** What is known of the chosen node or relation: facts with time, certainty and evidence, from the API. */

import { ask, wordsOf, type Network, type NetworkEdge, type NetworkFact, type NetworkFacts, type NetworkNode } from "./api";
import { anchor, button, failure, paragraph } from "./elements";
import { kindOf, nameOf } from "./network-drawing";
import { idOf, pageOf } from "./pages";
import { say } from "./network-words";
import { language } from "./words";

export interface PanelActions {
  /** Choose another node or relation of the picture, from the panel. */
  select(choice: Choice): void;
  /** The address of the page with one more node opened. */
  openUrl(node: NetworkNode): string;
}

export type Choice = { node: NetworkNode } | { edge: NetworkEdge };

type Ask = (query: { node: string; other?: string; as_of?: string }, signal: AbortSignal) => Promise<NetworkFacts>;

export class NetworkPanel {
  readonly element = document.createElement("section");
  private readonly status = paragraph("", "said");
  private readonly body = document.createElement("div");
  private readonly known = new Map<string, NetworkFacts>();
  private readonly byIri: Map<string, NetworkNode>;
  private asked: AbortController | null = null;
  private day = "";

  constructor(
    private readonly network: Network,
    private readonly actions: PanelActions,
    private readonly find: Ask = (query, signal) => ask("/api/v1/network/facts", query, signal),
  ) {
    this.byIri = new Map(network.nodes.map((node) => [node.iri, node]));
    this.element.className = "network-panel";
    this.element.setAttribute("aria-label", say("panel"));
    this.status.setAttribute("role", "status");
    this.element.append(this.status, this.body);
    this.show(null);
  }

  /** Show a node or relation on a day, empty for all times; null shows that nothing is chosen. */
  show(choice: Choice | null, day = ""): void {
    this.asked?.abort();
    this.day = day;
    if (!choice) {
      this.status.textContent = "";
      this.body.replaceChildren(paragraph(say("nothing")));
      return;
    }
    const heading = document.createElement("h2");
    heading.tabIndex = -1; // so that a choice made here does not lose the focus
    const facts = document.createElement("div");
    this.body.replaceChildren(heading, ...this.introduce(choice, heading), facts);
    this.status.textContent = `${say("chosen")}: ${heading.textContent}`;
    if (isOurs(choice)) void this.load(choice, facts);
    else facts.replaceChildren(paragraph(say("notOurs")));
  }

  /** Move the focus to what is shown. */
  focus(): void {
    this.element.querySelector("h2")?.focus();
  }

  private introduce(choice: Choice, heading: HTMLElement): HTMLElement[] {
    if ("edge" in choice) return this.introduceEdge(choice.edge, heading);
    const { node } = choice;
    heading.textContent = nameOf(node);
    if (!isOurs({ node })) return [paragraph(node.id, "small quiet mono")];
    const doing = document.createElement("p");
    doing.append(anchor(pageOf(node.id), say("page")));
    if (!node.expanded) doing.append(" · ", anchor(this.actions.openUrl(node), say("open")));
    const parts = [paragraph(node.id, "small quiet mono"), doing];
    if (node.left_out) parts.push(paragraph(say("leftOut", { count: node.left_out }), "small"));
    return parts;
  }

  private introduceEdge(edge: NetworkEdge, heading: HTMLElement): HTMLElement[] {
    const ends = [this.byIri.get(edge.from), this.byIri.get(edge.to)].filter((node) => node !== undefined);
    heading.textContent = kindOf(this.network, edge.kind);
    const list = document.createElement("p");
    ends.forEach((node, at) => {
      if (at) list.append(" → ");
      list.append(this.choose(node));
    });
    return [list];
  }

  private choose(node: NetworkNode): HTMLButtonElement {
    return button(nameOf(node), () => this.actions.select({ node }), "link-button");
  }

  private async load(choice: Choice, into: HTMLElement): Promise<void> {
    const pair = "edge" in choice ? [choice.edge.from, choice.edge.to] : [choice.node.iri];
    const key = [...pair, this.day].join(" ");
    const asked = new AbortController();
    this.asked = asked;
    try {
      let facts = this.known.get(key);
      if (!facts) {
        into.replaceChildren(paragraph(say("loading"), "small quiet"));
        into.setAttribute("aria-busy", "true");
        facts = await this.find(queryOf(pair, this.day), asked.signal);
        this.known.set(key, facts);
      }
      if (!asked.signal.aborted) into.replaceChildren(...this.list(facts));
    } catch (error) {
      if (asked.signal.aborted) return;
      const again = (): void => void this.load(choice, into).then(() => this.focus());
      into.replaceChildren(failure(wordsOf(error), say("retry"), again));
    }
    into.removeAttribute("aria-busy");
  }

  private list(facts: NetworkFacts): HTMLElement[] {
    if (!facts.total) return [paragraph(say("noFacts"))];
    const heading = document.createElement("h3");
    heading.textContent = say("facts", { count: facts.total });
    const list = document.createElement("ul");
    list.className = "facts";
    list.append(...facts.facts.map((fact) => this.describe(fact, facts.other !== null)));
    const parts: HTMLElement[] = [heading, list];
    if (facts.left_out) {
      const rest = paragraph(`${say("factsLeftOut", { count: facts.left_out })} `, "small");
      rest.append(anchor(pageOf(idOf(facts.node)), say("page")));
      parts.push(rest);
    }
    return parts;
  }

  private describe(fact: NetworkFact, isPair: boolean): HTMLLIElement {
    const item = document.createElement("li");
    const what = document.createElement("div");
    const detail = fact.detail ? `, ${fact.detail[language()]}` : "";
    what.append(`${fact.direction === "out" ? "→" : "←"} ${fact.via_label[language()]}${detail}`);
    if (!isPair) what.append(": ", this.nameNeighbour(fact));
    item.append(what, this.describeTime(fact), evidence(fact));
    return item;
  }

  private nameNeighbour(fact: NetworkFact): HTMLElement {
    const { iri, id, label } = fact.neighbour;
    const drawn = this.byIri.get(iri);
    if (drawn) return this.choose(drawn);
    return anchor(pageOf(id), label[language()] ?? label.vi ?? label.en ?? id);
  }

  private describeTime(fact: NetworkFact): HTMLElement {
    const said = [fact.time[language()], certaintyOf(fact.certainty), valueOf(fact.value)];
    return paragraph(said.filter(Boolean).join(" · "), "small quiet");
  }
}

/** Whether the data say anything of it; a result of a query has other nodes too. */
function isOurs(choice: Choice): boolean {
  const iris = "edge" in choice ? [choice.edge.from, choice.edge.to] : [choice.node.iri];
  return iris.every((iri) => idOf(iri) !== iri);
}

function queryOf(pair: string[], day: string): { node: string; other?: string; as_of?: string } {
  const [node = "", other] = pair;
  return { node, ...(other ? { other } : {}), ...(day ? { as_of: day } : {}) };
}

function evidence(fact: NetworkFact): HTMLElement {
  const around = paragraph("", "small");
  if (!fact.evidence.length) {
    around.textContent = say("noEvidence");
    return around;
  }
  around.append(`${say("evidence")}: `);
  fact.evidence.forEach((place, at) => {
    const link = anchor(pageOf(place.id), place.text);
    link.title = place.title[language()];
    around.append(at ? ", " : "", link);
  });
  return around;
}

function certaintyOf(certainty: string | null): string {
  if (certainty === "stated" || certainty === "implied" || certainty === "inferred") return say(certainty);
  return certainty ?? "";
}

function valueOf(value: string | null): string {
  return value === "certain" || value === "possible" ? say(value) : "";
}
