/** The words of the islands in both languages; a page says in which one it is. */

export type Language = "vi" | "en";

const WORDS = {
  lost: {
    vi: "Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại.",
    en: "The server cannot be reached. Check the connection and try again.",
  },
  refused: { vi: "Máy chủ không trả lời được", en: "The server could not answer" },
  suggestions: { vi: "Gợi ý", en: "Suggestions" },
  found: { vi: "{count} gợi ý", en: "{count} suggestions" },
  none: { vi: "Không có tên nào giống thế.", en: "No name is like that." },
  earlier: { vi: "Mốc trước", en: "Earlier" },
  later: { vi: "Mốc sau", en: "Later" },
  marks: { vi: "Các ngày có mốc trên trang này", en: "Days with a bound on this page" },
  picture: { vi: "Sơ đồ mạng", en: "Network" },
  pictureHelp: {
    vi: "Các nút và quan hệ có đủ trong bảng dưới đây. Bấm một nút để xem; bấm đúp để mở rộng.",
    en: "All nodes and relations are in the tables below. Click a node to see it; double-click to open it.",
  },
  nothing: { vi: "Chưa chọn nút nào", en: "No node is selected" },
  open: { vi: "Mở rộng", en: "Open" },
  page: { vi: "Xem trang", en: "Go to its page" },
  neighbours: { vi: "Quan hệ trong sơ đồ", en: "Relations in the picture" },
  leftOut: { vi: "{count} nút chưa vẽ", en: "{count} nodes left out" },
  nearer: { vi: "Gần hơn", en: "Nearer" },
  farther: { vi: "Xa hơn", en: "Farther" },
  relax: { vi: "Giãn ra", en: "Relax" },
  savePng: { vi: "Tải PNG", en: "Download PNG" },
  saveSvg: { vi: "Tải SVG", en: "Download SVG" },
  saveGraph: { vi: "Tải GraphML", en: "Download GraphML" },
  editor: { vi: "Truy vấn SPARQL", en: "SPARQL query" },
  editorHelp: {
    vi: "Ctrl+Enter để chạy, Ctrl+Space để gợi ý. Esc rồi Tab để rời khung soạn.",
    en: "Ctrl+Enter runs it, Ctrl+Space completes. Escape, then Tab leaves the editor.",
  },
  line: { vi: "Dòng {line}, cột {column}", en: "Line {line}, column {column}" },
} satisfies Record<string, Record<Language, string>>;

export type Word = keyof typeof WORDS;

/** The language of the page: English only when the page says so. */
export function language(): Language {
  return document.documentElement.lang === "en" ? "en" : "vi";
}

/** A word in the language of the page, with `{name}` replaced by the values given. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][language()];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
