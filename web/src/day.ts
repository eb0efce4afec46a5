/**
 * A slider over the days that a page names: each step is a bound of something shown on it, so that
 * moving it always changes something. It sets the date field of the form and sends the form.
 */

import { language, say } from "./words";

const WAIT_MS = 700; // long enough to step several days by keyboard
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days that the page names in `<time datetime>`, with the chosen one, sorted, each once. */
export function collectDays(main: ParentNode, chosen: string): string[] {
  const named = [...main.querySelectorAll("time[datetime]")]
    .map((element) => element.getAttribute("datetime") ?? "")
    .filter((text) => DAY.test(text));
  return [...new Set([...named, ...(DAY.test(chosen) ? [chosen] : [])])].sort();
}

/** A day as people of the language of the page write it. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split("-");
  return language() === "en" ? day : `${Number(date)}/${Number(month)}/${year}`;
}

/** Add the slider to a form with a date field `as_of`, where the page names two days or more. */
export function addDaySlider(form: HTMLFormElement, main: ParentNode = document): void {
  const field = form.querySelector<HTMLInputElement>('input[type="date"][name="as_of"]');
  if (!field) return;
  const days = collectDays(main, field.value);
  if (days.length < 2) return;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(days.length - 1);
  slider.step = "1";
  slider.value = String(startAt(days, field.value));
  slider.setAttribute("aria-label", say("marks"));
  const shown = document.createElement("output");
  let timer = 0;

  const move = (send: boolean): void => {
    const day = days[Number(slider.value)] ?? "";
    shown.textContent = formatDay(day);
    slider.setAttribute("aria-valuetext", formatDay(day));
    if (!send) return;
    field.value = day;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => form.requestSubmit(), WAIT_MS);
  };
  const step = (by: number, word: "earlier" | "later"): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button";
    button.textContent = say(word);
    button.addEventListener("click", () => {
      slider.value = String(Number(slider.value) + by);
      move(true);
    });
    return button;
  };
  slider.addEventListener("input", () => move(true));
  move(false);
  if (!field.value) shown.textContent = "";
  const around = document.createElement("div");
  around.className = "days";
  around.append(step(-1, "earlier"), slider, step(1, "later"), shown);
  form.append(around);
}

function startAt(days: string[], chosen: string): number {
  const at = days.findIndex((day) => day >= chosen);
  return chosen ? Math.max(0, at) : days.length - 1;
}
