import { CompletionContext, type Completion } from "@codemirror/autocomplete";
import { StringStream } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { describe, expect, it } from "vitest";
import { completer, token, type Vocabulary } from "../src/sparql-language";

function classes(line: string): [string, string | null][] {
  const state = { quote: null };
  const stream = new StringStream(line, 2, 2);
  const found: [string, string | null][] = [];
  while (!stream.eol()) {
    stream.start = stream.pos;
    const name = token(stream, state);
    if (name) found.push([stream.current(), name]);
  }
  return found;
}

describe("tokens", () => {
  it.each([
    ["SELECT ?x WHERE", [["SELECT", "keyword"], ["?x", "variableName"], ["WHERE", "keyword"]]],
    ["<https://w3id.org/x#y> a ph:Đơn", [["<https://w3id.org/x#y>", "link"], ["a", "atom"], ["ph:Đơn", "typeName"]]],
    ['"a \\" b"@vi # c', [['"a \\" b"', "string"], ["@vi", "meta"], ["# c", "comment"]]],
    ["FILTER(STRLEN(?tên) > 12.5)", [["FILTER", "keyword"], ["STRLEN", "builtin"], ["?tên", "variableName"], ["12.5", "number"]]],
    ["?a < ?b", [["?a", "variableName"], ["?b", "variableName"]]],
  ])("of %s", (line, expected) => {
    expect(classes(line)).toEqual(expected);
  });

  it("of any text come to an end", () => {
    for (const line of ["'''", '"open', "<<<", "\u0000\u00e9", "@", "a:b:c", "é".repeat(500)]) {
      expect(() => classes(line)).not.toThrow();
    }
  });
});

const VOCABULARY: Vocabulary = {
  prefixes: { ph: "https://w3id.org/phoihop/ontology#" },
  terms: [
    { name: "ph:PartyUnit", iri: "https://w3id.org/phoihop/ontology#PartyUnit", kind: "class", label: { vi: "Tổ chức đảng", en: "Party unit" }, definition: { vi: "là", en: "" } },
  ],
};

function complete(text: string, explicit = false): string[] {
  const context = new CompletionContext(EditorState.create({ doc: text }), text.length, explicit);
  return completer(VOCABULARY)(context)?.options.map((option) => option.label) ?? [];
}

describe("completion", () => {
  it("knows terms by their names, prefixes and keywords", () => {
    const found = complete("ph:Par");
    expect(found).toContain("ph:PartyUnit");
    expect(complete("PREFIX p")).toContain("PREFIX ph: <https://w3id.org/phoihop/ontology#>");
    expect(complete("OPT")).toContain("OPTIONAL");
  });

  it("gives the Vietnamese label beside a term", () => {
    document.documentElement.lang = "vi";
    const context = new CompletionContext(EditorState.create({ doc: "ph:" }), 3, false);
    const term = completer(VOCABULARY)(context)?.options.find((one) => one.label === "ph:PartyUnit");
    expect(term?.detail).toBe("Tổ chức đảng");
  });

  it.each([["to chuc", true], ["chuc", true], ["tổ", true], ["unit", true], ["sieu", false]])(
    "finds a term by a word of its label, without tones: %s", (typed, isFound) => {
      expect(complete(typed.split(" ").at(-1)!).includes("ph:PartyUnit")).toBe(isFound);
    },
  );

  it("puts classes first after `a`", () => {
    const vocabulary: Vocabulary = {
      prefixes: {},
      terms: [
        { ...VOCABULARY.terms[0]!, name: "ph:partyOf", kind: "object" },
        { ...VOCABULARY.terms[0]!, name: "ph:Party", kind: "class" },
      ],
    };
    const first = (text: string): string | undefined => completer(vocabulary)(
      new CompletionContext(EditorState.create({ doc: text }), text.length, false),
    )?.options[0]?.label;
    expect(first("?x a ph:part")).toBe("ph:Party");
    expect(first("?x ph:part")).toBe("ph:partyOf");
  });

  it.each([
    ["SELECT * { ?x a PartyU", "PREFIX ph: <https://w3id.org/phoihop/ontology#>\nSELECT * { ?x a ph:PartyUnit"],
    ["prefix ph: <x> SELECT * { ?x a PartyU", "prefix ph: <x> SELECT * { ?x a ph:PartyUnit"],
  ])("declares the prefix of a term only where it is missing: %s", (text, expected) => {
    const view = new EditorView({ state: EditorState.create({ doc: text }) });
    const found = completer(VOCABULARY)(new CompletionContext(view.state, text.length, false))!;
    const term = found.options.find((option) => option.label === "ph:PartyUnit")!;
    (term.apply as (view: EditorView, term: Completion, from: number, to: number) => void)(
      view, term, found.from, text.length,
    );
    expect(view.state.doc.toString()).toBe(expected);
    expect(view.state.selection.main.head).toBe(expected.length);
    view.destroy();
  });

  it("knows the variables of the query itself", () => {
    expect(complete("SELECT ?unit { ?unit a ?kind . ?u")).toEqual(["?unit", "?kind"]);
  });

  it("stays silent where nothing was typed, unless asked", () => {
    expect(complete("SELECT ")).toEqual([]);
    expect(complete("SELECT ", true)).toContain("DISTINCT");
  });
});
