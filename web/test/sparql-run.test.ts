import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepQuery, makeHistory, recentQueries, shorten } from "../src/sparql-history";
import { makeRunner, type Run } from "../src/sparql-run";

const PAGE = '<form></form><div id="answer"><h2 tabindex="-1">Cũ</h2></div>';
const answer = (text: string, status = 200, head = ""): Response =>
  new Response(`<html><head>${head}</head><body><div id="answer"><h2 tabindex="-1">${text}</h2></div></body></html>`, { status });

function make(onAnswer = (): void => {}): Run {
  document.head.innerHTML = "";
  document.body.innerHTML = PAGE;
  return makeRunner(document.querySelector("form")!, onAnswer);
}

const state = (): HTMLElement => document.querySelector(".query-state")!;
const shown = (): string => document.querySelector("#answer")!.textContent ?? "";

beforeEach(() => {
  document.documentElement.lang = "vi";
  history.replaceState(null, "", "/sparql");
});
afterEach(() => vi.unstubAllGlobals());

describe("running a query", () => {
  it("says that it runs, puts the answer in place and the query into the address", async () => {
    let send: (response: Response) => void = () => {};
    vi.stubGlobal("fetch", () => new Promise<Response>((done) => { send = done; }));
    const onAnswer = vi.fn();
    const running = make(onAnswer)("/sparql?query=x&format=html");
    expect(state().textContent).toContain("Đang chạy");
    expect(state().getAttribute("aria-busy")).toBe("true");
    send(answer("Mới"));
    await running;
    expect(shown()).toBe("Mới");
    expect(location.search).toBe("?query=x&format=html");
    expect(onAnswer).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(document.querySelector("#answer h2"));
    expect(state().hasAttribute("aria-busy")).toBe(false);
  });

  it("shows the server's own words about an error or a deadline", async () => {
    vi.stubGlobal("fetch", async () => answer("Truy vấn quá thời hạn", 503));
    await make()("/sparql?query=x");
    expect(shown()).toBe("Truy vấn quá thời hạn");
    expect(state().textContent).toContain("không chạy được");
  });

  it("keeps the answer before, and asks again, when the server cannot be reached", async () => {
    let isLost = true;
    vi.stubGlobal("fetch", async () => {
      if (isLost) throw new TypeError("Failed to fetch");
      return answer("Mới");
    });
    await make()("/sparql?query=x");
    expect(shown()).toBe("Cũ");
    expect(state().querySelector("[role=alert]")!.textContent).toContain("Không kết nối được");
    expect(location.search).toBe("");
    isLost = false;
    state().querySelector<HTMLButtonElement>("[role=alert] button")!.click();
    await vi.waitFor(() => expect(shown()).toBe("Mới"));
  });

  it("stops waiting when asked, and takes only the last answer", async () => {
    const waiting: ((response: Response) => void)[] = [];
    vi.stubGlobal("fetch", () => new Promise<Response>((done) => waiting.push(done)));
    const run = make();
    const first = run("/sparql?query=1");
    const second = run("/sparql?query=2");
    waiting[1]!(answer("hai"));
    waiting[0]!(answer("một"));
    await Promise.all([first, second]);
    expect(shown()).toBe("hai");
    const third = run("/sparql?query=3");
    state().querySelector("button")!.click();
    expect(state().textContent).toContain("Đã thôi chờ");
    waiting[2]!(answer("ba"));
    await third;
    expect(shown()).toBe("hai");
  });

  it("loads what the new answer needs, each once", async () => {
    const head = '<script type="module" src="/static/explorer.js"></script><link rel="stylesheet" href="/static/e.css">';
    vi.stubGlobal("fetch", async () => answer("Mới", 200, head));
    const run = make();
    await run("/sparql?query=1");
    await run("/sparql?query=2");
    expect(document.head.querySelectorAll('script[src="/static/explorer.js"]')).toHaveLength(1);
    expect(document.head.querySelectorAll('link[href="/static/e.css"]')).toHaveLength(1);
  });
});

describe("recent queries", () => {
  beforeEach(() => localStorage.clear());

  it("are the last ten, latest first, each once", () => {
    for (let at = 0; at < 12; at += 1) keepQuery(`ASK { ?a ?b ${at} }`);
    keepQuery("ASK { ?a ?b 5 }");
    keepQuery("   ");
    const kept = recentQueries();
    expect(kept).toHaveLength(10);
    expect(kept.slice(0, 2)).toEqual(["ASK { ?a ?b 5 }", "ASK { ?a ?b 11 }"]);
  });

  it("survive a storage that holds something else, or nothing", () => {
    localStorage.setItem("phoihop.queries", "{not json");
    expect(recentQueries()).toEqual([]);
    localStorage.setItem("phoihop.queries", '{"a":1}');
    expect(recentQueries()).toEqual([]);
  });

  it("are offered, taken whole, and forgotten", () => {
    keepQuery("PREFIX ph: <x>\nSELECT *\nWHERE { ?a ?b ?c }");
    const take = vi.fn();
    const { element } = makeHistory(take);
    expect(element.hidden).toBe(false);
    const [query, forget] = element.querySelectorAll("button");
    expect(query!.textContent).toBe("SELECT * WHERE { ?a ?b ?c }");
    query!.click();
    expect(take).toHaveBeenCalledWith("PREFIX ph: <x>\nSELECT *\nWHERE { ?a ?b ?c }");
    forget!.click();
    expect(recentQueries()).toEqual([]);
    expect(element.hidden).toBe(true);
  });

  it("are told apart in one line", () => {
    expect(shorten(`SELECT ${"?x".repeat(80)}`)).toHaveLength(90);
    expect(shorten("PREFIX ph: <x>")).toBe("PREFIX ph: <x>");
  });
});
