/**
 * Running a query without leaving the page, so that it stays in the editor when the server cannot be
 * reached. What comes back is the page itself, of which the answer is taken: the server says all words
 * about a result, an error or a deadline. The address follows, so that it can be shared and reloaded.
 */

import { reach, wordsOf } from "./api";
import { button, failure, paragraph } from "./elements";
import { say } from "./sparql-words";

export interface Run {
  /** Ask for an address of the page. */
  (address: string): Promise<void>;
}

/** Make a runner that shows the state beside `form` and puts answers into the page; `onAnswer` follows. */
export function makeRunner(form: HTMLFormElement, onAnswer: () => void): Run {
  const state = document.createElement("div");
  state.className = "query-state";
  state.setAttribute("role", "status");
  form.after(state);
  let asked: AbortController | null = null;
  const run: Run = async (address) => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    const stop = button(say("stop"), () => {
      mine.abort();
      state.replaceChildren(paragraph(say("stopped")));
    });
    state.replaceChildren(paragraph(say("running")), stop);
    state.setAttribute("aria-busy", "true");
    try {
      const response = await reach(address, "text/html", mine.signal);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine.signal.aborted) return;
      show(page);
      history.pushState(null, "", address);
      state.replaceChildren(paragraph(say(response.ok ? "done" : "failed"), "said"));
      onAnswer();
    } catch (error) {
      if (mine.signal.aborted) return;
      state.replaceChildren(failure(wordsOf(error), say("retry"), () => void run(address)));
    } finally {
      if (asked === mine) state.removeAttribute("aria-busy");
    }
  };
  return run;
}

/** Put the answer of another page into this one, with the scripts and styles that it has and this one has not. */
export function show(page: Document): void {
  const answer = page.getElementById("answer");
  const here = document.getElementById("answer");
  if (!answer || !here) throw new Error("the page has no answer");
  here.replaceChildren(...[...answer.childNodes].map((node) => document.importNode(node, true)));
  for (const wanted of page.querySelectorAll<HTMLElement>('head > link[rel="stylesheet"], head > script[src]')) {
    const name = wanted.tagName === "LINK" ? "href" : "src";
    const address = wanted.getAttribute(name) ?? "";
    const present = [...document.head.querySelectorAll(wanted.tagName)];
    if (present.some((element) => element.getAttribute(name) === address)) continue;
    const made = document.createElement(wanted.tagName);
    for (const { name: key, value } of wanted.attributes) made.setAttribute(key, value);
    document.head.append(made);
  }
  document.dispatchEvent(new Event("phoihop:result"));
  here.querySelector<HTMLElement>("h2")?.focus();
}
