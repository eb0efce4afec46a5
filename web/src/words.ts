/** The words of the islands in both languages; a page says in which one it is. */

export type Language = "vi" | "en";
export type Words = Record<string, Record<Language, string>>;

/** Words that every page may need; other islands add theirs, so that no page loads what it does not say. */
export const WORDS = {
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
} satisfies Words;

/** The language of the page: English only when the page says so. */
export function language(): Language {
  return document.documentElement.lang === "en" ? "en" : "vi";
}

/** How an island speaks: a word in the language of the page, with `{name}` replaced by the values given. */
export function speaker<Table extends Words>(words: Table) {
  return (word: keyof Table, values: Record<string, string | number> = {}): string => {
    const text = words[word]?.[language()] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

export const say = speaker(WORDS);
