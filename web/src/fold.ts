/** Names as people type them: without tones and marks, in small letters, as the search of the server folds. */

/** A text folded: `Đảng ủy` becomes `dang uy`. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whether every word typed begins a word of the name, in any order. */
export function matches(name: string, typed: string): boolean {
  const words = fold(name).split(" ");
  const wanted = fold(typed).split(" ").filter(Boolean);
  return wanted.length > 0 && wanted.every((part) => words.some((word) => word.startsWith(part)));
}
