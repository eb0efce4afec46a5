/** The words of the network, its panel and its tools. */

import { speaker, WORDS, type Words } from "./words";

const NETWORK = {
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
  notOurs: {
    vi: "Không phải nút của dữ liệu này; những gì truy vấn cho biết nằm trong bảng.",
    en: "No node of these data; what the query gave is in the table.",
  },
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
} satisfies Words;

export type NetworkWord = keyof typeof NETWORK | keyof typeof WORDS;

export const say = speaker({ ...WORDS, ...NETWORK });
