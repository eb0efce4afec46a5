/** SPARQL 1.1 for the editor: colours by token (SPARQL 1.1 Query Language, 19.8) and completion. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { StreamLanguage, type StringStream } from "@codemirror/language";
import type { Vocabulary as Served } from "./api";
import type { EditorView } from "@codemirror/view";
import { fold, matches } from "./fold";
import { language } from "./words";

const KEYWORDS = new Set(
  ("BASE PREFIX SELECT DISTINCT REDUCED AS CONSTRUCT WHERE DESCRIBE ASK FROM NAMED GROUP BY HAVING ORDER ASC DESC " +
    "LIMIT OFFSET VALUES UNION OPTIONAL GRAPH MINUS FILTER BIND UNDEF IN NOT EXISTS SEPARATOR").split(" "),
);
const FUNCTIONS = new Set(
  ("STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE " +
    "ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ " +
    "NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK " +
    "ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT").split(" "),
);

interface State {
  quote: string | null;
}

/** The class of the next token, as CodeMirror names them; null for what has no colour. */
export function token(stream: StringStream, state: State): string | null {
  if (state.quote) return inString(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.match(/^#.*/)) return "comment";
  if (stream.match(/^<[^<>"{}|^`\\\s]*>/)) return "link";
  const opened = stream.match(/^("""|'''|"|')/) as RegExpMatchArray | null;
  if (opened) {
    state.quote = opened[1] ?? null;
    return inString(stream, state);
  }
  if (stream.match(/^[?$][\p{L}\p{N}_]+/u)) return "variableName";
  if (stream.match(/^@[a-zA-Z]+(-[a-zA-Z0-9]+)*/)) return "meta";
  if (stream.match(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/)) return "number";
  if (stream.match(/^[\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%:\\-]*/u)) return "typeName";
  const word = stream.match(/^[A-Za-z_][A-Za-z0-9_]*/) as RegExpMatchArray | null;
  if (word) {
    const upper = word[0].toUpperCase();
    if (KEYWORDS.has(upper)) return "keyword";
    if (FUNCTIONS.has(upper)) return "builtin";
    return word[0] === "a" || word[0] === "true" || word[0] === "false" ? "atom" : null;
  }
  stream.next();
  return null;
}

function inString(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (stream.match("\\")) {
      stream.next();
    } else if (state.quote && stream.match(state.quote)) {
      state.quote = null;
      return "string";
    } else {
      stream.next();
    }
  }
  if (state.quote?.length === 1) state.quote = null; // short strings end with their line
  return "string";
}

export const sparql = StreamLanguage.define<State>({
  name: "sparql",
  startState: () => ({ quote: null }),
  token,
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
});

/** What completion needs of the served vocabulary. */
export type Vocabulary = Pick<Served, "prefixes" | "terms">;

/**
 * Completion of keywords, prefixes, terms of the vocabulary and variables of the query itself. Terms are
 * found by their names and, without tones, by the words of their labels in both languages.
 */
export function completer(vocabulary: Vocabulary) {
  const words = [...KEYWORDS].map((label) => ({ label, type: "keyword" }));
  const functions = [...FUNCTIONS].map((label) => ({ label, type: "function" }));
  return (context: CompletionContext): CompletionResult | null => {
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
    if (variable) {
      const named = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu) ?? []);
      named.delete(variable.text);
      return { from: variable.from, options: [...named].map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/[\p{L}\p{N}_.:-]+/u);
    if (!word && !context.explicit) return null;
    const from = word?.from ?? context.pos;
    const before = context.state.sliceDoc(Math.max(0, from - 20), from);
    const all = [...termsOf(vocabulary, /(^|\s)(a|rdf:type)\s+$/.test(before)), ...words, ...functions];
    return { from, options: rank([...all, ...prefixesOf(vocabulary)], word?.text ?? ""), filter: false };
  };
}

interface Searchable extends Completion {
  /** Labels by which it is found beside its name. */
  labels?: readonly string[];
}

/** Those that are meant by what was typed: by the beginning of the name, then inside it, then by labels. */
function rank(all: readonly Searchable[], typed: string): Completion[] {
  const wanted = typed.toLowerCase();
  const scored = all.flatMap((option): [number, Completion][] => {
    const name = option.label.toLowerCase();
    const local = name.slice(name.indexOf(":") + 1);
    const place = [name, local].some((one) => one.startsWith(wanted)) ? 2 : name.includes(wanted) ? 1 : 0;
    const found = option.labels?.filter((label) => matches(label, typed)) ?? [];
    const score = place || (found.length ? (found.some((label) => fold(label) === fold(typed)) ? 0.9 : 0.8) : 0);
    return !typed || score ? [[score + (option.boost ?? 0), option]] : [];
  });
  return scored.sort((a, b) => b[0] - a[0]).map(([, option]) => option);
}

function termsOf(vocabulary: Vocabulary, isType: boolean): Searchable[] {
  return vocabulary.terms.map((term) => ({
    label: term.name,
    labels: [term.label.vi, term.label.en],
    detail: term.label[language()] || term.label.vi,
    info: term.definition[language()] || term.definition.vi,
    type: term.kind === "class" ? "class" : "property",
    boost: isType === (term.kind === "class") ? 0.5 : isType ? -1.5 : 0, // nothing but classes after `a`
    apply: declare(vocabulary.prefixes),
  }));
}

/** Put a name in, and above the query the prefix that it needs and that is not declared. */
function declare(prefixes: Readonly<Record<string, string>>) {
  return (view: EditorView, { label }: Completion, from: number, to: number): void => {
    const prefix = label.slice(0, label.indexOf(":"));
    const isKnown = new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
    const iri = prefixes[prefix];
    const insert = isKnown || !iri ? "" : `PREFIX ${prefix}: <${iri}>\n`;
    view.dispatch({
      changes: [{ from: 0, insert }, { from, to, insert: label }],
      selection: { anchor: from + insert.length + label.length },
      userEvent: "input.complete",
    });
  };
}

function prefixesOf(vocabulary: Vocabulary): Completion[] {
  const prefixes = Object.entries(vocabulary.prefixes);
  return [
    ...prefixes.map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace" })),
    ...prefixes.map(([name, iri]) => ({ label: `PREFIX ${name}: <${iri}>`, type: "keyword" })),
  ];
}
