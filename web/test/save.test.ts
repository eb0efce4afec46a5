import { describe, expect, it } from "vitest";
import type { Network } from "../src/api";
import { graphml } from "../src/save";

const NETWORK: Network = {
  start: "x:a",
  nodes: [
    { iri: "x:a", id: "a", label: { vi: "A & <B>", en: null }, class: "Person", shape: "person", expanded: true, left_out: 0, more: false, x: 0, y: 0 },
    { iri: "x:b", id: "b", label: { vi: null, en: null }, class: null, shape: "other", expanded: false, left_out: null, more: false, x: 1, y: 0 },
  ],
  edges: [{ from: "x:a", to: "x:b", kind: "post", statement: "x:s", certainty: null, value: null }],
};

describe("GraphML", () => {
  const text = graphml(NETWORK);
  const document = new DOMParser().parseFromString(text, "application/xml");

  it("is well-formed, with every node and edge", () => {
    expect(document.querySelector("parsererror")).toBeNull();
    expect(document.querySelectorAll("node")).toHaveLength(2);
    expect(document.querySelectorAll("edge")).toHaveLength(1);
  });

  it("escapes names and leaves out what is unknown", () => {
    const first = document.querySelector('node[id="x:a"] data[key="label"]');
    expect(first?.textContent).toBe("A & <B>");
    expect(document.querySelector('node[id="x:b"] data')).toBeNull();
    expect(document.querySelector('edge data[key="certainty"]')).toBeNull();
  });

  it("declares every key it uses", () => {
    const declared = new Set([...document.querySelectorAll("key")].map((key) => key.id));
    for (const data of document.querySelectorAll("data")) {
      expect(declared.has(data.getAttribute("key") ?? "")).toBe(true);
    }
  });
});
