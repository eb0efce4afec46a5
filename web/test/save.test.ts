import { describe, expect, it } from "vitest";
import { graphml } from "../src/save";
import { makeEdge, makeNetwork, makeNode } from "./networks";

const NETWORK = makeNetwork(
  [makeNode("a", { label: { vi: "A & <B>", en: null }, class: "Person" }), makeNode("b", { label: { vi: null, en: null }, class: null })],
  [makeEdge("a", "b", "post", { startLatest: "2017-10-06" })],
);

describe("GraphML", () => {
  const text = graphml(NETWORK);
  const document = new DOMParser().parseFromString(text, "application/xml");

  it("is well-formed, with every node and edge", () => {
    expect(document.querySelector("parsererror")).toBeNull();
    expect(document.querySelectorAll("node")).toHaveLength(2);
    expect(document.querySelectorAll("edge")).toHaveLength(1);
  });

  it("escapes names and leaves out what is unknown", () => {
    const first = document.querySelector('node[id$="/a"] data[key="label"]');
    expect(first?.textContent).toBe("A & <B>");
    expect(document.querySelector('node[id$="/b"] data')).toBeNull();
    expect(document.querySelector('edge data[key="certainty"]')).toBeNull();
  });

  it("has the days that are known", () => {
    expect(document.querySelector('edge data[key="startLatest"]')?.textContent).toBe("2017-10-06");
    expect(document.querySelector('edge data[key="endLatest"]')).toBeNull();
  });

  it("declares every key it uses", () => {
    const declared = new Set([...document.querySelectorAll("key")].map((key) => key.id));
    for (const data of document.querySelectorAll("data")) {
      expect(declared.has(data.getAttribute("key") ?? "")).toBe(true);
    }
  });
});
