/** The words of the islands in both languages; a page says in which one it is. */

export type Language = "vi" | "en";

const WORDS = {
  lost: {
    vi: "Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại.",
    en: "The server cannot be reached. Check the connection and try again.",
  },
  busy: {
    vi: "Máy chủ không trả lời kịp: truy vấn quá lâu hoặc đang có quá nhiều truy vấn. Thử lại sau, hoặc hỏi hẹp hơn.",
    en: "The server had no time to answer: the query takes too long, or too many wait. Try later, or ask for less.",
  },
  retry: { vi: "Thử lại", en: "Try again" },
  loading: { vi: "Đang tải…", en: "Loading…" },
  refused: { vi: "Máy chủ không trả lời được", en: "The server could not answer" },
  suggestions: { vi: "Gợi ý", en: "Suggestions" },
  found: { vi: "{count} gợi ý", en: "{count} suggestions" },
  none: { vi: "Không có tên nào giống thế.", en: "No name is like that." },
  earlier: { vi: "Mốc trước", en: "Earlier" },
  later: { vi: "Mốc sau", en: "Later" },
  marks: { vi: "Các ngày có mốc trên trang này", en: "Days with a bound on this page" },
  allTimes: { vi: "mọi thời gian", en: "all times" },
  picture: { vi: "Sơ đồ mạng", en: "Network" },
  pictureHelp: {
    vi: "Bấm một nút hay một đường để xem; bấm đúp để mở rộng. Bàn phím: mũi tên, Enter, + − 0. Mọi nút và quan hệ có trong bảng dưới đây.",
    en: "Click a node or a line to see it; double-click opens a node. Keys: arrows, Enter, + − 0. All nodes and relations are in the tables below.",
  },
  panel: { vi: "Điều đã biết về nút hay quan hệ được chọn", en: "What is known of the chosen node or relation" },
  nothing: { vi: "Chưa chọn nút hay quan hệ nào", en: "No node or relation is chosen" },
  chosen: { vi: "Đã chọn", en: "Chosen" },
  open: { vi: "Mở rộng", en: "Open" },
  page: { vi: "Xem trang", en: "Go to its page" },
  facts: { vi: "Dữ kiện ({count})", en: "Facts ({count})" },
  noFacts: { vi: "Chưa thấy nêu dữ kiện nào.", en: "No fact is told." },
  factsLeftOut: { vi: "{count} dữ kiện chưa hiện.", en: "{count} facts are left out." },
  evidence: { vi: "Chứng cứ", en: "Evidence" },
  noEvidence: { vi: "Chưa có chứng cứ riêng", en: "No evidence of its own" },
  stated: { vi: "nêu rõ", en: "stated" },
  implied: { vi: "hiểu được", en: "implied" },
  inferred: { vi: "suy ra", en: "inferred" },
  certain: { vi: "chắc chắn", en: "certain" },
  possible: { vi: "có thể", en: "possible" },
  leftOut: { vi: "{count} nút chưa vẽ", en: "{count} nodes left out" },
  noEdges: {
    vi: "Không có quan hệ nào để vẽ với các loại và ngày đã chọn.",
    en: "There is no relation to draw with the kinds and the day chosen.",
  },
  shown: {
    vi: "Đang hiện {nodes}/{all} nút, {edges} quan hệ; {hidden} tên ẩn vì chật, phóng to để đọc.",
    en: "{nodes} of {all} nodes and {edges} relations shown; {hidden} names have no room, come nearer to read them.",
  },
  find: { vi: "Tìm trong sơ đồ", en: "Find in the picture" },
  foundNodes: { vi: "{count} nút khớp", en: "{count} nodes match" },
  filter: { vi: "Lọc", en: "Filter" },
  kinds: { vi: "Loại quan hệ", en: "Kinds of relations" },
  dayOfPicture: { vi: "Ngày của sơ đồ", en: "Day of the picture" },
  dayFixed: { vi: "Sơ đồ của ngày {day}.", en: "The picture is of {day}." },
  dayFree: { vi: "Vẽ mọi thời gian để lọc theo ngày", en: "Draw all times, to filter by day" },
  redraw: { vi: "Vẽ lại cho ngày này", en: "Draw again for this day" },
  nearer: { vi: "Gần hơn", en: "Nearer" },
  farther: { vi: "Xa hơn", en: "Farther" },
  whole: { vi: "Toàn cảnh", en: "Fit" },
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
