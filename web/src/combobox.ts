/**
 * Names as they are typed: an editable combobox with a list (ARIA Authoring Practices, combobox with
 * list autocomplete). The field stays a plain field: what is typed is sent as it is.
 */

import { ask, wordsOf } from "./api";
import { language, say } from "./words";

const WAIT_MS = 120;
const MOST = 8;
let made = 0;

export interface Choice {
  value: string;
  label: string;
  note: string;
}

export type Find = (typed: string, signal: AbortSignal) => Promise<Choice[]>;

/** Names of nodes from the search of the server; `types` are classes, empty for all. */
export function searchNodes(types: string): Find {
  return async (typed, signal) => {
    const fields = { q: typed, limit: MOST, ...(types ? { type: types } : {}) };
    const page = await ask("/api/v1/search", fields, signal);
    return page.hits.map((hit) => ({
      value: hit.id,
      label: (language() === "en" && hit.label_en) || hit.label_vi,
      note: hit.id,
    }));
  };
}

/** Add suggestions to a text field. `onChoose` is called after the field has its value. */
export function addSuggestions(
  input: HTMLInputElement,
  find: Find,
  onChoose: (choice: Choice) => void = () => {},
): void {
  new Combobox(input, find, onChoose).start();
}

class Combobox {
  private readonly list = document.createElement("ul");
  private readonly status = document.createElement("p");
  private choices: Choice[] = [];
  private active = -1;
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly find: Find,
    private readonly onChoose: (choice: Choice) => void,
  ) {}

  start(): void {
    made += 1;
    this.list.id = `suggestions-${made}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("suggestions")); // not the field's: a label names one thing
    this.list.hidden = true;
    this.status.className = "said";
    this.status.setAttribute("role", "status");
    const around = document.createElement("div");
    around.className = "combobox";
    this.input.before(around);
    around.append(this.input, this.list, this.status);
    this.input.removeAttribute("list");
    this.input.autocomplete = "off";
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", this.list.id],
    ] as const) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // pressing must not move the focus away from the field before the click arrives
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), WAIT_MS);
  }

  private async look(): Promise<void> {
    this.asked?.abort();
    const typed = this.input.value.trim();
    if (typed.length < 2) return this.close();
    const asked = new AbortController();
    this.asked = asked;
    try {
      this.show(await this.find(typed, asked.signal));
    } catch (error) {
      if (asked.signal.aborted) return;
      this.fail(wordsOf(error));
    }
  }

  private show(choices: Choice[]): void {
    this.choices = choices;
    this.active = -1;
    this.list.replaceChildren(...choices.map((choice, index) => this.option(choice, index)));
    this.status.textContent = choices.length
      ? say("found", { count: choices.length })
      : say("none");
    this.status.className = "said";
    this.toggle(choices.length > 0);
  }

  private option(choice: Choice, index: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset["index"] = String(index);
    const note = document.createElement("span");
    note.className = "small quiet mono";
    note.textContent = choice.note;
    item.append(choice.label, " ", note);
    return item;
  }

  private fail(words: string): void {
    this.choices = [];
    this.toggle(false);
    this.status.className = "small lost";
    const again = document.createElement("button");
    again.type = "button";
    again.className = "quiet-button";
    again.textContent = say("retry");
    again.addEventListener("click", () => {
      this.input.focus();
      void this.look();
    });
    this.status.replaceChildren(`${words} `, again);
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.choices.length - 1;
    const isOpen = !this.list.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      this.toggle(true);
      if (!event.altKey) this.move(this.active >= last ? 0 : this.active + 1);
    } else if (event.key === "ArrowUp" && last >= 0) {
      event.preventDefault();
      this.toggle(true);
      this.move(this.active <= 0 ? last : this.active - 1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  private move(index: number): void {
    this.active = index;
    [...this.list.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === index));
    });
    const item = this.list.children[index];
    item?.scrollIntoView?.({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
  }

  private onClick(event: Event): void {
    const item = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (item) this.choose(Number(item.dataset["index"]));
  }

  private choose(index: number): void {
    const choice = this.choices[index];
    if (!choice) return;
    this.input.value = choice.value;
    this.close();
    this.onChoose(choice);
  }

  private toggle(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.active = -1;
    this.toggle(false);
  }
}
