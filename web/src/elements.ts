/** Elements of HTML, made in one line each. */

/** A paragraph of plain text. */
export function paragraph(text: string, className = ""): HTMLParagraphElement {
  const made = document.createElement("p");
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A link. */
export function anchor(href: string, text: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

/** A button that sends no form. */
export function button(text: string, run: () => void, className = "quiet-button"): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", run);
  return made;
}

/** What to show when something could not be had: why, and a button to ask again. */
export function failure(words: string, retry: string, again: () => void): HTMLElement {
  const around = document.createElement("div");
  around.className = "lost";
  around.setAttribute("role", "alert");
  around.append(paragraph(words), button(retry, again));
  return around;
}
