/** The last queries that were run, kept in this browser and nowhere else. */

import { button } from "./elements";
import { say } from "./sparql-words";

const KEY = "phoihop.queries";
const MOST = 10;
const SHORT = 90;

/** The queries, latest first; none where the browser keeps nothing. */
export function recentQueries(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return []; // storage is off, or holds what is not ours
  }
}

/** Keep a query as the latest; each is kept once. */
export function keepQuery(query: string): void {
  const text = query.trim();
  if (!text) return;
  save([text, ...recentQueries().filter((one) => one !== text)].slice(0, MOST));
}

/** A list of the queries, folded; `take` gets the one that was chosen. Hidden while there is none. */
export function makeHistory(take: (query: string) => void): { element: HTMLElement; refresh(): void } {
  const element = document.createElement("details");
  element.className = "recent";
  const summary = document.createElement("summary");
  summary.textContent = say("recent");
  const list = document.createElement("ol");
  const forget = button(say("forget"), () => {
    save([]);
    refresh();
  });
  element.append(summary, list, forget);
  const refresh = (): void => {
    const queries = recentQueries();
    element.hidden = queries.length === 0;
    list.replaceChildren(
      ...queries.map((query) => {
        const item = document.createElement("li");
        item.append(button(shorten(query), () => take(query), "link-button mono"));
        return item;
      }),
    );
  };
  refresh();
  return { element, refresh };
}

/** One line that tells a query from others: without its prefixes and line breaks. */
export function shorten(query: string): string {
  const line = query.replace(/^\s*(PREFIX|BASE)\b.*$/gim, "").replace(/\s+/g, " ").trim() || query.trim();
  return line.length <= SHORT ? line : `${line.slice(0, SHORT - 1)}…`;
}

function save(queries: string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries));
  } catch {
    // storage is off or full: the page works without
  }
}
