/**
 * A slider over days on which something changes: each step is one of them, marked by a tick, so that
 * moving it always changes something. On a page it sets the date field of the form and sends the form.
 */

import { language, say } from "./words";

const WAIT_MS = 700; // long enough to step several days by keyboard
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOST_TICKS = 80; // more would be a bar
let made = 0;

/** Days that the page names in `<time datetime>`, with the chosen one, sorted, each once. */
export function collectDays(main: ParentNode, chosen: string): string[] {
  const named = [...main.querySelectorAll("time[datetime]")]
    .map((element) => element.getAttribute("datetime") ?? "")
    .filter((text) => DAY.test(text));
  return [...new Set([...named, ...(DAY.test(chosen) ? [chosen] : [])])].sort();
}

/** A day as the pages write it in their language; the empty day is all times. */
export function formatDay(day: string): string {
  if (!day) return say("allTimes");
  return language() === "en" ? day : day.split("-").reverse().join("/");
}

/**
 * A slider with a button for one step in each direction and the day in words beside it.
 * `days` are sorted; an empty one at the front stands for all times. `onMove` gets the day moved to.
 */
export function makeSlider(
  days: readonly string[],
  start: number,
  words: string,
  onMove: (day: string) => void,
): HTMLElement {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.max = String(days.length - 1);
  slider.value = String(start);
  slider.setAttribute("aria-label", words);
  const shown = document.createElement("output");
  const show = (): string => {
    const day = days[Number(slider.value)] ?? "";
    shown.textContent = formatDay(day);
    slider.setAttribute("aria-valuetext", formatDay(day));
    return day;
  };
  const step = (by: number, word: "earlier" | "later"): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button";
    button.textContent = say(word);
    button.addEventListener("click", () => {
      slider.value = String(Number(slider.value) + by);
      onMove(show());
    });
    return button;
  };
  slider.addEventListener("input", () => onMove(show()));
  show();
  const around = document.createElement("div");
  around.className = "days";
  around.append(step(-1, "earlier"), slider, step(1, "later"), shown);
  if (days.length <= MOST_TICKS) around.append(makeTicks(slider, days));
  return around;
}

function makeTicks(slider: HTMLInputElement, days: readonly string[]): HTMLDataListElement {
  made += 1;
  const ticks = document.createElement("datalist");
  ticks.id = `ticks-${made}`;
  ticks.append(
    ...days.map((day, at) => {
      const tick = document.createElement("option");
      tick.value = String(at);
      tick.label = formatDay(day);
      return tick;
    }),
  );
  slider.setAttribute("list", ticks.id);
  return ticks;
}

/** Add the slider to a form with a date field `as_of`, where the page names two days or more. */
export function addDaySlider(form: HTMLFormElement, main: ParentNode = document): void {
  const field = form.querySelector<HTMLInputElement>('input[type="date"][name="as_of"]');
  if (!field) return;
  const days = collectDays(main, field.value);
  if (days.length < 2) return;
  let timer = 0;
  const around = makeSlider(days, startAt(days, field.value), say("marks"), (day) => {
    field.value = day;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => form.requestSubmit(), WAIT_MS);
  });
  const shown = around.querySelector("output");
  if (!field.value && shown) shown.textContent = "";
  form.append(around);
}

function startAt(days: string[], chosen: string): number {
  const at = days.findIndex((day) => day >= chosen);
  return chosen ? Math.max(0, at) : days.length - 1;
}
