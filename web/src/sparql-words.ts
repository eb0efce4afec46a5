/** The words of the SPARQL editor. */

import { speaker, WORDS, type Words } from "./words";

const SPARQL = {
  editor: { vi: "Truy vấn SPARQL", en: "SPARQL query" },
  editorHelp: {
    vi: "Ctrl+Enter để chạy, Ctrl+Space để gợi ý. Esc rồi Tab để rời khung soạn.",
    en: "Ctrl+Enter runs it, Ctrl+Space completes. Escape, then Tab leaves the editor.",
  },
  running: { vi: "Đang chạy truy vấn…", en: "The query is running…" },
  stop: { vi: "Dừng chờ", en: "Stop waiting" },
  stopped: { vi: "Đã thôi chờ; truy vấn vẫn còn trong khung soạn.", en: "No longer waiting; the query is still in the editor." },
  done: { vi: "Đã có kết quả.", en: "The result is here." },
  failed: { vi: "Truy vấn không chạy được; lý do ở dưới.", en: "The query did not run; the reason is below." },
  recent: { vi: "Truy vấn gần đây (chỉ lưu trong trình duyệt này)", en: "Recent queries (kept in this browser only)" },
  forget: { vi: "Xóa danh sách", en: "Clear the list" },
} satisfies Words;

export const say = speaker({ ...WORDS, ...SPARQL });
