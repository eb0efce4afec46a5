/**
 * The SPARQL page: an editor over its text field; results are those of the page. It stands in a shadow root, where
 * the styles that CodeMirror adds are sheets of the root, which the security policy admits.
 */

import "./sparql.css";
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { ask } from "./api";
import { paragraph } from "./elements";
import { completer, sparql, type Vocabulary } from "./sparql-language";
import { keepQuery, makeHistory } from "./sparql-history";
import { makeRunner } from "./sparql-run";
import { say } from "./sparql-words";

// Over a selection Chromium keeps the look of what was there by style attributes of its own, which the
// security policy refuses aloud. Plain typing is therefore put into the document by the editor.
const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || event.data === null) return false;
    if (view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.standard(tags.variableName), tags.atom], color: "var(--link)" },
  { tag: tags.variableName, color: "var(--party)" },
  { tag: [tags.string, tags.number], color: "var(--ink)" },
  { tag: [tags.typeName, tags.link], color: "var(--focus)" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)" },
]);

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "14.4px", borderRadius: "6px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--code)", caretColor: "var(--ink)", padding: "10px 0", minHeight: "16rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-scroller": { minHeight: "16rem" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line)" },
  ".cm-wrong-line": { backgroundColor: "var(--note)", boxShadow: "inset 4px 0 0 var(--agreement)" },
  ".cm-wrong": { textDecoration: "underline wavy var(--party) 2px" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--quiet)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontFamily: "var(--text)", fontStyle: "normal" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--code)",
    maxWidth: "min(26rem, 95vw)",
    maxHeight: "none",
    overflow: "visible", // so few are shown at once that nothing has to be scrolled
  },
  ".cm-tooltip-autocomplete ul li": { overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionInfo": { maxWidth: "26rem", padding: "6px 10px" },
});

const COMPLETIONS = 8;

interface Place {
  line: number;
  at: number;
  end: number;
  message: string;
}

// Not the linter of CodeMirror: its underline is a picture at a data: address, which the security
// policy of the page refuses.
const setProblem = StateEffect.define<Place | null>();
const problems = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    const shown = change.docChanged ? Decoration.none : marks; // what was wrong may not be any more
    return change.effects.reduce((now, effect) => (effect.is(setProblem) ? decorate(effect.value) : now), shown);
  },
  provide: (marks) => EditorView.decorations.from(marks),
});

function decorate(place: Place | null): DecorationSet {
  if (!place) return Decoration.none;
  const attributes = { title: place.message };
  const line = Decoration.line({ class: "cm-wrong-line", attributes }).range(place.line);
  if (place.at >= place.end) return Decoration.set([line]);
  const letter = Decoration.mark({ class: "cm-wrong", attributes }).range(place.at, place.at + 1);
  return Decoration.set([line, letter]);
}

const field = document.querySelector<HTMLTextAreaElement>("textarea#query");
if (field?.form) start(field, field.form);

function start(area: HTMLTextAreaElement, form: HTMLFormElement): void {
  const vocabulary: Vocabulary = { prefixes: {}, terms: [] };
  const run = form.querySelector<HTMLButtonElement>('button[name="format"][value="html"]');
  const view = makeEditor(area, vocabulary, () => form.requestSubmit(run));
  const send = makeRunner(form, () => markProblem(view));
  const recent = makeHistory((query) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
    view.focus();
  });
  form.nextElementSibling?.after(recent.element); // after the state of the query
  form.addEventListener("submit", (event) => {
    area.value = view.state.doc.toString();
    keepQuery(area.value);
    recent.refresh();
    const sender = event.submitter as HTMLButtonElement | null;
    if (sender && sender.value !== "html") return; // a download is the browser's own
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, sender) as unknown as Record<string, string>);
    fields.set("format", "html");
    void send(`${form.getAttribute("action") ?? ""}?${fields}`);
  });
  window.addEventListener("popstate", () => location.reload()); // the address before has another query
  markProblem(view);
  void readVocabulary(vocabulary);
}

function makeEditor(area: HTMLTextAreaElement, vocabulary: Vocabulary, run: () => void): EditorView {
  const host = document.createElement("div");
  host.className = "editor";
  area.before(host);
  area.hidden = true;
  area.required = false; // what is hidden cannot be asked for
  const root = host.attachShadow({ mode: "open" });
  const help = paragraph(say("editorHelp"), "small quiet");
  help.id = "editor-help";
  host.after(help);
  const state = EditorState.create({
    doc: area.value,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      sparql,
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [completer(vocabulary)], icons: false, maxRenderedOptions: COMPLETIONS }),
      problems,
      typing,
      THEME,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": say("editor"), spellcheck: "false" }),
      keymap.of([
        { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => (run(), true) },
        ...completionKeymap,
        ...historyKeymap,
        // Escape lets the next Tab leave the editor (CodeMirror does this by itself for 2 seconds)
        indentWithTab,
        ...defaultKeymap,
      ]),
    ],
  });
  return new EditorView({ state, parent: root, root });
}

/** Fill the vocabulary when it arrives; until then, and without it, keywords complete. */
async function readVocabulary(vocabulary: Vocabulary): Promise<void> {
  try {
    Object.assign(vocabulary, await ask("/api/v1/vocabulary", {}));
  } catch {
    // the editor works without completion of terms
  }
}

/** Mark the line that the page says is wrong, and the place in it. */
function markProblem(view: EditorView): void {
  view.dispatch({ effects: setProblem.of(null) });
  const problem = document.querySelector<HTMLElement>(".problem[data-line]");
  const number = Number(problem?.dataset["line"] ?? 0);
  if (!problem || number < 1 || number > view.state.doc.lines) return;
  const line = view.state.doc.line(number);
  const at = Math.min(line.from + Math.max(0, Number(problem.dataset["column"] ?? 1) - 1), line.to);
  const message = problem.querySelector("code")?.textContent ?? "";
  view.dispatch({ effects: setProblem.of({ line: line.from, at, end: line.to, message }) });
}
