/** What every page gets: suggestions for fields that take a name, a slider where there are days. */

import "./site.css";
import { addSuggestions, searchNodes } from "./combobox";
import { addDaySlider } from "./day";

const COMMITTEES = "PartyCommittee";

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
  addSuggestions(input, searchNodes(input.dataset["suggest"] ?? ""));
}
for (const name of ["a", "b"]) {
  const input = document.querySelector<HTMLInputElement>(`form.ask input#${name}`);
  if (input) addSuggestions(input, searchNodes(COMMITTEES));
}
const search = document.querySelector<HTMLInputElement>('form.find[action="/search"] input#q');
if (search) {
  addSuggestions(search, searchNodes(""), (choice) => {
    search.value = choice.label;
    search.form?.requestSubmit();
  });
}
for (const form of document.querySelectorAll<HTMLFormElement>("form.day")) {
  addDaySlider(form);
}
