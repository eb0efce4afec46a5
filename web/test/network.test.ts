import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, type NetworkFacts } from "../src/api";
import { fold, matches } from "../src/fold";
import { chooseNames, nameArea, type Named } from "../src/labels";
import { applyFilter, countKinds, daysOfNetwork, findNodes } from "../src/network-filter";
import { NetworkPanel } from "../src/network-panel";
import { pageOf } from "../src/pages";
import { valueAt } from "../src/validity";
import { makeEdge, makeFact, makeFacts, makeNetwork, makeNode } from "./networks";

const UNKNOWN = { startEarliest: null, startLatest: null, endEarliest: null, endLatest: null };

describe("a claim on a day", () => {
  // ontology.md 3.5: certain iff startLatest <= d <= endEarliest; not iff d < startEarliest or d > endLatest
  const term = { startEarliest: "2015-01-01", startLatest: "2015-12-31", endEarliest: "2020-01-01", endLatest: "2020-12-31" };
  it.each([
    ["2014-12-31", "not shown"],
    ["2015-01-01", "possible"],
    ["2015-12-31", "certain"],
    ["2020-01-01", "certain"],
    ["2020-01-02", "possible"],
    ["2020-12-31", "possible"],
    ["2021-01-01", "not shown"],
  ])("%s is %s", (day, value) => {
    expect(valueAt(term, day)).toBe(value);
  });

  it("is possible where nothing is known, and certain only on the day attested", () => {
    expect(valueAt(UNKNOWN, "2017-10-06")).toBe("possible");
    const attested = { ...UNKNOWN, startLatest: "2017-10-06", endEarliest: "2017-10-06" };
    expect(["2017-10-05", "2017-10-06", "2017-10-07"].map((day) => valueAt(attested, day))).toEqual([
      "possible", "certain", "possible",
    ]);
  });
});

const NETWORK = makeNetwork(
  [
    makeNode("ent/thep", { label: { vi: "Tổng công ty Thép Việt Nam", en: "Vietnam Steel" }, expanded: true }),
    makeNode("com/hb", { label: { vi: "Quận ủy Hồng Bàng", en: null } }),
    makeNode("per/a", { label: { vi: "Đoàn Văn Ấ", en: null } }),
  ],
  [
    makeEdge("ent/thep", "com/hb", "subordination", { startEarliest: "2016-01-01", endLatest: "2018-12-31" }),
    makeEdge("per/a", "com/hb", "post"),
    makeEdge("per/a", "ent/thep", "post", { startEarliest: "2020-01-01" }),
  ],
);

describe("a filter", () => {
  it("leaves out what cannot hold on the day, and nodes that have nothing left", () => {
    const { edges, nodes } = applyFilter(NETWORK, { hidden: new Set(), day: "2019-05-01" });
    expect(edges).toEqual([null, "certain", null]);
    expect(nodes).toEqual([true, true, true]);
    const without = applyFilter(NETWORK, { hidden: new Set(["post"]), day: "2019-05-01" });
    expect(without.edges).toEqual([null, null, null]);
    expect(without.nodes).toEqual([true, false, false]); // what was opened stays
  });

  it("shows everything without a day", () => {
    const { edges, nodes } = applyFilter(NETWORK, { hidden: new Set(), day: "" });
    expect(edges).not.toContain(null);
    expect(nodes).not.toContain(false);
  });

  it("knows kinds with their number and the days on which something changes", () => {
    expect(countKinds(NETWORK)).toEqual([["post", 2], ["subordination", 1]]);
    expect(daysOfNetwork(NETWORK)).toEqual(["2016-01-01", "2018-12-31", "2020-01-01"]);
  });
});

describe("finding in the picture", () => {
  it.each([
    ["tct", []],
    ["thep viet", [0]],
    ["hong bang quan", [1]],
    ["đoàn", [2]],
    ["doan van a", [2]],
    ["steel", [0]],
    ["", []],
    ["  ", []],
  ])("%s", (typed, found) => {
    expect(findNodes(NETWORK.nodes, typed)).toEqual(found);
  });

  it("folds tones and đ", () => {
    expect(fold("Đảng ủy Tổng công ty – CTCP")).toBe("dang uy tong cong ty ctcp");
    expect(matches("Đảng ủy", "uỷ dang")).toBe(true);
    expect(matches("Đảng ủy", "ang")).toBe(false);
  });
});

describe("names", () => {
  const named = (x: number, y: number, rank: number, width = 100): Named => ({ at: { x, y }, width, height: 17, rank });

  it("are all shown where there is room", () => {
    expect(chooseNames([named(0, 0, 0), named(300, 0, 1), named(0, 200, 2)]).size).toBe(3);
  });

  it("give way to the more important one", () => {
    expect([...chooseNames([named(0, 0, 5), named(60, 0, 1)])]).toEqual([[1, "below"], [0, "above"]]);
    expect([...chooseNames([named(0, 0, 5), named(60, 0, 1), named(30, 0, 2)])]).toEqual([[1, "below"], [2, "above"]]);
  });

  it("never cover another node", () => {
    // the second stands where the name of the first would be
    expect(chooseNames([named(0, 0, 0), named(20, 22, 1)]).get(0)).toBe("above");
    const among = [named(0, 0, 0), named(20, 22, 1), named(-20, -22, 2)];
    expect(chooseNames(among).has(0)).toBe(false);
    // but that of an opened or chosen one is needed more than the sight of all others
    expect(chooseNames([{ ...among[0]!, isNeeded: true }, ...among.slice(1)]).get(0)).toBe("below");
  });

  it("have more room where nodes are smaller", () => {
    const pair = [named(0, 0, 0), named(55, 24, 1), named(-55, -24, 2)];
    expect(chooseNames(pair, 1).has(0)).toBe(false);
    expect(chooseNames(pair, 0.3).has(0)).toBe(true);
  });

  it("never overlap, however many there are", () => {
    let seed = 7;
    const next = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const all = Array.from({ length: 2000 }, (_, at) => named(next() * 3000, next() * 2000, at, 40 + next() * 110));
    const areas = [...chooseNames(all)].map(([at, side]) => nameArea(all[at]!, side));
    expect(areas.length).toBeGreaterThan(50);
    const covered = areas.filter((a, at) => areas.slice(at + 1).some((b) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
    expect(covered).toEqual([]);
  });
});

describe("the panel", () => {
  const [steel, committee] = NETWORK.nodes;
  const settle = async (): Promise<void> => { for (let i = 0; i < 5; i += 1) await Promise.resolve(); };
  const text = (panel: NetworkPanel): string => panel.element.textContent ?? "";
  const make = (find: () => Promise<NetworkFacts>, select = vi.fn()): NetworkPanel => {
    const panel = new NetworkPanel(NETWORK, { select, openUrl: (node) => `/explorer?expand=${node.id}` }, find);
    document.body.replaceChildren(panel.element);
    return panel;
  };

  beforeEach(() => { document.documentElement.lang = "vi"; });

  it("says that nothing is chosen", () => {
    expect(text(make(async () => makeFacts("x", [])))).toContain("Chưa chọn");
  });

  it("waits, then shows facts with time, certainty and evidence", async () => {
    const panel = make(async () => makeFacts("ent/thep", [makeFact("com/hb"), makeFact("com/far")], 30));
    panel.show({ node: steel! });
    expect(panel.element.querySelector("[aria-busy]")).not.toBeNull();
    expect(text(panel)).toContain("Đang tải");
    await settle();
    expect(panel.element.querySelector("[aria-busy]")).toBeNull();
    const [first, second] = panel.element.querySelectorAll(".facts li");
    expect(first!.textContent).toContain("→ trực thuộc: Quận ủy Hồng Bàng");
    expect(first!.textContent).toContain("từ 06/10/2017 · nêu rõ");
    expect(first!.querySelector("a")!.getAttribute("href")).toBe("/evidence/s.1?lang=vi");
    expect(second!.querySelector("a")!.getAttribute("href")).toBe("/organisations/com/far?lang=vi"); // is not drawn
    expect(text(panel)).toContain("30 dữ kiện chưa hiện");
  });

  it("chooses a neighbour that is drawn", async () => {
    const select = vi.fn();
    const panel = make(async () => makeFacts("ent/thep", [makeFact("com/hb")]), select);
    panel.show({ node: steel! });
    await settle();
    panel.element.querySelector<HTMLButtonElement>(".facts button")!.click();
    expect(select).toHaveBeenCalledWith({ node: committee });
  });

  it("asks for the facts of both ends of a relation, on the day of the page", async () => {
    const find = vi.fn(async () => makeFacts("ent/thep", []));
    const panel = make(find);
    const edge = NETWORK.edges[0]!;
    panel.show({ edge }, "2017-10-06");
    await settle();
    expect(find).toHaveBeenCalledWith({ node: edge.from, other: edge.to, as_of: "2017-10-06" }, expect.anything());
    expect(text(panel)).toContain("Chưa thấy nêu dữ kiện nào");
  });

  it("says what went wrong and asks again", async () => {
    let isLost = true;
    const panel = make(async () => {
      if (isLost) throw new Problem(0, "mất kết nối");
      return makeFacts("ent/thep", [makeFact("com/hb")]);
    });
    panel.show({ node: steel! });
    await settle();
    expect(panel.element.querySelector("[role=alert]")!.textContent).toContain("mất kết nối");
    isLost = false;
    panel.element.querySelector<HTMLButtonElement>("[role=alert] button")!.click();
    await settle();
    expect(panel.element.querySelectorAll(".facts li")).toHaveLength(1);
  });

  it("keeps to the last choice when an earlier answer comes late", async () => {
    const waiting: ((facts: NetworkFacts) => void)[] = [];
    const panel = make(() => new Promise((done) => waiting.push(done)));
    panel.show({ node: steel! });
    panel.show({ node: committee! });
    waiting[1]!(makeFacts("com/hb", [makeFact("per/b")]));
    waiting[0]!(makeFacts("ent/thep", [makeFact("per/c"), makeFact("per/d")]));
    await settle();
    expect(panel.element.querySelectorAll(".facts li")).toHaveLength(1);
  });

  it("escapes names", async () => {
    const label = { vi: "<img src=x>", en: null };
    const panel = make(async () => makeFacts("ent/thep", [makeFact("x/y", { neighbour: { iri: "x:y", id: "x/y", label } })]));
    panel.show({ node: steel! });
    await settle();
    expect(panel.element.querySelector("img")).toBeNull();
  });
});

describe("addresses", () => {
  it.each([
    ["com/hb", "/organisations/com/hb?lang=vi"],
    ["per/a", "/people/a?lang=vi"],
    ["ev/s.1", "/evidence/s.1?lang=vi"],
    ["evt/x", "/page/evt/x?lang=vi"],
  ])("of %s", (id, address) => {
    expect(pageOf(id)).toBe(address);
  });
});
