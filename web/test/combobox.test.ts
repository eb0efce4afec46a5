import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../src/api";
import { addSuggestions, type Choice, type Find } from "../src/combobox";

const CHOICES: Choice[] = [
  { value: "ent/tct-thep", label: "Tổng công ty Thép", note: "ent/tct-thep" },
  { value: "com/thep", label: "Đảng ủy Thép", note: "com/thep" },
];

function make(find: Find, chosen: (choice: Choice) => void = () => {}): HTMLInputElement {
  document.body.innerHTML = '<label for="q">Tên</label><input id="q" list="old">';
  const input = document.querySelector<HTMLInputElement>("#q")!;
  addSuggestions(input, find, chosen);
  return input;
}

async function type(input: HTMLInputElement, text: string): Promise<void> {
  input.value = text;
  input.dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(500);
}

const press = (input: HTMLElement, key: string): boolean =>
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const options = (): Element[] => [...document.querySelectorAll("[role=option]")];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("suggestions", () => {
  it("are a listbox that the field controls", async () => {
    const input = make(async () => CHOICES);
    expect(input.getAttribute("role")).toBe("combobox");
    expect(input.getAttribute("aria-expanded")).toBe("false");
    expect(input.hasAttribute("list")).toBe(false);
    await type(input, "thep");
    const list = document.getElementById(input.getAttribute("aria-controls")!)!;
    expect(list.getAttribute("role")).toBe("listbox");
    expect(list.hidden).toBe(false);
    expect(input.getAttribute("aria-expanded")).toBe("true");
    expect(options()).toHaveLength(2);
    expect(document.querySelector("[role=status]")!.textContent).toContain("2");
  });

  it("are asked for once typing rests, not for a single letter", async () => {
    const find = vi.fn(async () => CHOICES);
    const input = make(find);
    await type(input, "t");
    expect(find).not.toHaveBeenCalled();
    for (const text of ["th", "the", "thep"]) {
      input.value = text;
      input.dispatchEvent(new Event("input"));
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(500);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it("are walked by arrows, around both ends, and taken by Enter", async () => {
    const chosen = vi.fn();
    const input = make(async () => CHOICES, chosen);
    await type(input, "thep");
    press(input, "ArrowUp");
    expect(input.getAttribute("aria-activedescendant")).toBe(options()[1]!.id);
    press(input, "ArrowDown");
    expect(options()[0]!.getAttribute("aria-selected")).toBe("true");
    expect(press(input, "Enter")).toBe(false);
    expect(input.value).toBe("ent/tct-thep");
    expect(chosen).toHaveBeenCalledWith(CHOICES[0]);
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });

  it("leave Enter to the form while nothing is chosen, and close by Escape", async () => {
    const input = make(async () => CHOICES);
    await type(input, "thep");
    expect(press(input, "Enter")).toBe(true);
    press(input, "Escape");
    expect(input.getAttribute("aria-expanded")).toBe("false");
    expect(input.value).toBe("thep");
  });

  it("show names as text, whatever is in them", async () => {
    const input = make(async () => [{ value: "x", label: "<img src=x>", note: "x" }]);
    await type(input, "img");
    expect(document.querySelector("img")).toBeNull();
    expect(options()[0]!.textContent).toContain("<img src=x>");
  });

  it("say so when the server is gone, and come back", async () => {
    let isLost = true;
    const input = make(async () => {
      if (isLost) throw new Problem(0, "mất kết nối");
      return CHOICES;
    });
    await type(input, "thep");
    expect(document.querySelector(".lost")!.textContent).toContain("mất kết nối");
    isLost = false;
    document.querySelector<HTMLButtonElement>(".lost button")!.click();
    await vi.advanceTimersByTimeAsync(500);
    expect(document.activeElement).toBe(input);
    expect(options()).toHaveLength(2);
    await type(input, "thep v");
    expect(document.querySelector(".lost")).toBeNull();
    expect(options()).toHaveLength(2);
  });
});
