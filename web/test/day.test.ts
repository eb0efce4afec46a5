import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addDaySlider, collectDays, formatDay, makeSlider } from "../src/day";

const PAGE = `<form class="day"><input type="date" name="as_of" value="2017-10-06"></form>
  <time datetime="2015-09-01"></time><time datetime="2020"></time><time datetime="2019-01-01"></time>
  <time datetime="2015-09-01"></time>`;

function make(html = PAGE): { form: HTMLFormElement; field: HTMLInputElement; sent: () => number } {
  document.body.innerHTML = html;
  const form = document.querySelector("form")!;
  let count = 0;
  form.requestSubmit = () => { count += 1; };
  addDaySlider(form);
  return { form, field: form.querySelector<HTMLInputElement>('[name="as_of"]')!, sent: () => count };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("days", () => {
  it("are whole days of the page and the chosen one, each once, in order", () => {
    document.body.innerHTML = PAGE;
    expect(collectDays(document, "2017-10-06")).toEqual(["2015-09-01", "2017-10-06", "2019-01-01"]);
    expect(collectDays(document, "")).toEqual(["2015-09-01", "2019-01-01"]);
  });

  it("are written as people do", () => {
    document.documentElement.lang = "vi";
    expect(formatDay("2017-10-06")).toBe("06/10/2017");
    document.documentElement.lang = "en";
    expect(formatDay("2017-10-06")).toBe("2017-10-06");
    document.documentElement.lang = "vi";
  });
});

describe("the slider", () => {
  it("starts at the day of the page and sends the form once it rests", async () => {
    const { form, field, sent } = make();
    const slider = form.querySelector<HTMLInputElement>('[type="range"]')!;
    expect([slider.value, slider.max]).toEqual(["1", "2"]);
    expect(slider.getAttribute("aria-valuetext")).toBe("06/10/2017");
    for (const value of ["2", "0"]) {
      slider.value = value;
      slider.dispatchEvent(new Event("input"));
    }
    expect(field.value).toBe("2015-09-01");
    expect(sent()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent()).toBe(1);
  });

  it("has a tick for each day, called as people write it", () => {
    const { form } = make();
    const slider = form.querySelector<HTMLInputElement>('[type="range"]')!;
    const ticks = form.querySelectorAll<HTMLOptionElement>(`datalist#${slider.getAttribute("list")} option`);
    expect([...ticks].map((tick) => [tick.value, tick.label])).toEqual([
      ["0", "01/09/2015"],
      ["1", "06/10/2017"],
      ["2", "01/01/2019"],
    ]);
  });

  it("has all times for the empty day", () => {
    const moved = vi.fn();
    const around = makeSlider(["", "2017-10-06"], 0, "Ngày", moved);
    expect(around.querySelector("output")!.textContent).toBe("mọi thời gian");
    around.querySelectorAll("button")[1]!.click();
    expect(moved).toHaveBeenCalledWith("2017-10-06");
    expect(around.querySelector("input")!.getAttribute("aria-valuetext")).toBe("06/10/2017");
  });

  it("has buttons for one step, which stop at the ends", async () => {
    const { form, field } = make();
    const [earlier, later] = [...form.querySelectorAll("button")];
    later!.click();
    later!.click();
    expect(field.value).toBe("2019-01-01");
    earlier!.click();
    expect(field.value).toBe("2017-10-06");
  });

  it("is not there without two days, or without a field", () => {
    expect(make('<form class="day"><input type="date" name="as_of"></form>').form.children).toHaveLength(1);
    document.body.innerHTML = '<form class="day"></form>';
    addDaySlider(document.querySelector("form")!);
    expect(document.querySelector("[type=range]")).toBeNull();
  });
});
