"""What would have been right, in Vietnamese: the phrases of faults are written in English.

A phrase is found by its shape, so that a fault stays one text that can cross a process and a wire.
What has no shape here has no Vietnamese phrase, and a report then gives the meaning of the code
alone: a report is in one language or the other, never in both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from kg.ingest.schema import Kind
from kg.ingest.template import KIND_WORDS

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    # files
    ("a {} beside it", "một tệp {} bên cạnh"),
    ("a table (.csv) or RDF ({})", "bảng (.csv) hoặc RDF ({})"),
    ("a table (.csv) or RDF; add a workbook by itself", "bảng (.csv) hoặc RDF; sổ thì thêm riêng"),
    ("the name of a table", "tên của một bảng"),
    ("a sheet named like a table", "trang tính có tên của một bảng"),
    ("a visible sheet; unhide it or delete it", "trang tính không ẩn; bỏ ẩn hoặc xóa nó"),
    ("a workbook of type .xlsx", "một sổ loại .xlsx"),
    ("a workbook without a password", "một sổ không đặt mật khẩu"),
    ("a workbook without macros: save as .xlsx", "một sổ không có macro: lưu lại thành .xlsx"),
    ("at most {} bytes when unpacked", "nhiều nhất {} byte sau khi giải nén"),
    ("at most {} bytes", "nhiều nhất {} byte"),
    ("UTF-8; byte at offset {} is not, the file looks like {}",
     "UTF-8; byte ở vị trí {} thì không, tệp giống {}"),
    ("a header row such as {}", "dòng tiêu đề như {}"),
    ('cells quoted as "a ""b"" c", each quote closed (line {})',
     'ô trong nháy như "a ""b"" c", nháy nào cũng đóng (dòng {})'),
    ("a file that reads: {}", "một tệp đọc được; {}"),
    ("cells of at most {} characters", "ô có nhiều nhất {} ký tự"),
    # shape of a table
    ("columns separated by commas", "các cột ngăn bằng dấu phẩy"),
    ("each column once", "mỗi cột một lần"),
    ("a column of this table ({})", "một cột của bảng này ({})"),
    ("a column of this table", "một cột của bảng này"),
    ("a column {}", "cột {}"),
    ("{} cells as in the header, not {}", "{} ô như dòng tiêu đề, không phải {}"),
    ("each id once in a table; it stands in row {} already",
     "mỗi mã một lần trong bảng; mã này đã ở dòng {}"),
    ("each claim once, it stands in row {} already; tell two terms apart by the column `key`",
     "mỗi khẳng định một lần, khẳng định này đã ở dòng {}; phân biệt hai nhiệm kỳ bằng cột `key`"),
    ("each range once", "mỗi đoạn một lần"),
    ("a slug of its own; {} has it already", "tên nguồn riêng; {} đã dùng tên này"),
    (
        "a graph of its own; this one was written to the server"
        " (delete it there, or build with --force)",
        "đồ thị riêng; đồ thị này đã được ghi trực tiếp lên máy chủ"
        " (hãy xóa ở đó, hoặc dựng lại với --force)",
    ),
    # keys of source.yml
    ("keys such as `{}: ...`", "các khóa như `{}: ...`"),
    ("well-formed YAML", "YAML đúng cú pháp"),
    ("well-formed YAML without control characters", "YAML đúng cú pháp, không có ký tự điều khiển"),
    ("keys nested at most two levels deep", "khóa lồng nhau nhiều nhất hai tầng"),
    ("each key once", "mỗi khóa một lần"),
    ("a known key", "một khóa có trong danh sách"),
    ("keys below `{}`", "các khóa con của `{}`"),
    ("one text", "một đoạn chữ"),
    ("a value for `{}`", "giá trị cho `{}`"),
    ("the first 16 digits of file.sha256, {}", "16 chữ số đầu của file.sha256, {}"),
    ("source or curated", "source hoặc curated"),
    ("a name of [a-z0-9.-] such as {}", "tên gồm [a-z0-9.-] như {}"),
    ("64 hexadecimal digits in lower case", "64 chữ số thập lục phân viết thường"),
    ("a language tag such as vi", "mã ngôn ngữ như vi"),
    ("an absolute address, http or https, without spaces",
     "địa chỉ đầy đủ, http hoặc https, không có khoảng trắng"),
    ("a file name without folders", "tên tệp không có thư mục"),
    ("a number of characters such as 4177", "số ký tự như 4177"),
    # cells of a workbook
    ("cells that are not merged: one value a cell", "ô không gộp: mỗi ô một giá trị"),
    ("a value; formulas are not read: paste as values",
     "giá trị; công thức không được đọc: hãy dán thành giá trị"),
    ("a value, not an error of the spreadsheet", "giá trị, không phải lỗi của bảng tính"),
    ("text such as 2017, 2017-10 or 2017-10-06; a date cell holds a day, typed or not",
     "chữ như 2017, 2017-10 hoặc 2017-10-06; ô kiểu ngày luôn giữ một ngày, dù có gõ hay không"),
    # characters of a value
    ("text in Unicode form NFC (composed letters)", "chữ ở dạng Unicode NFC (tổ hợp sẵn)"),
    ("no space before or after the text", "không có khoảng trắng ở đầu hoặc cuối"),
    ("no invisible character ({})", "không có ký tự không nhìn thấy ({})"),
    ("at most {} characters, not {}", "nhiều nhất {} ký tự, không phải {}"),
    # values
    ("a value ({})", "một giá trị ({})"),
    ("a value on both sides of every `;`", "giá trị ở cả hai bên mỗi dấu `;`"),
    ("each value once", "mỗi giá trị một lần"),
    ("a short name of [a-z0-9.-] such as 2015-2020", "từ ngắn gồm [a-z0-9.-] như 2015-2020"),
    ("a document number such as 126-QĐ/TW, without spaces",
     "số văn bản như 126-QĐ/TW, không có khoảng trắng"),
    ("a year such as 2016", "năm như 2016"),
    ("a duration such as P4Y or P6M", "thời hạn như P4Y hoặc P6M"),
    ("a whole number such as 4, without leading zeros", "số nguyên như 4, không có số 0 đứng đầu"),
    ("a decimal number with a point, such as 42.11", "số thập phân có dấu chấm như 42.11"),
    ("a certainty ({})", "một mức chắc chắn ({})"),
    ("the name of a class ({})", "tên của một lớp ({})"),
    ("the name of a class", "tên của một lớp"),
    ("a certainty", "một mức chắc chắn"),
    ("a truth value", "true hay false"),
    ("a truth value ({})", "true hay false ({})"),
    ("a code of the list `{}` ({})", "một mã trong danh mục `{}` ({})"),
    ("a code of the list `{}`", "một mã trong danh mục `{}`"),
    ("a full day such as 2017-10-06", "một ngày đủ như 2017-10-06"),
    ("a date such as 2017-10-06, 2017-10 or 2017", "ngày như 2017-10-06, 2017-10 hoặc 2017"),
    ("a date such as 2017-10-09 or 2017, or 2017-10-09T13:35, without a time zone",
     "ngày như 2017-10-09 hoặc 2017, hoặc 2017-10-09T13:35, không có múi giờ"),
    ("a date such as 2017-10-06", "ngày như 2017-10-06"),
    ("a day of the calendar", "một ngày có trong lịch"),
    ("{} not after {} ({})", "{} không sau {} ({})"),
    # ids and references
    ("a node id such as com/quan-uy-hong-bang, such as {}", "mã nút như {}"),
    ("a node id such as com/quan-uy-hong-bang", "mã nút như com/quan-uy-hong-bang"),
    ("a local name of [a-z0-9.-], beginning and ending with [a-z0-9], such as {}",
     "tên gồm [a-z0-9.-], bắt đầu và kết thúc bằng [a-z0-9], như {}"),
    ("a local name of [a-z0-9.-], beginning and ending with [a-z0-9]",
     "tên gồm [a-z0-9.-], bắt đầu và kết thúc bằng [a-z0-9]"),
    ("an id that begins with {}/", "mã bắt đầu bằng {}/"),
    ("an id of type {}", "mã thuộc loại {}"),
    ("the id or label of a described {}", "mã hoặc nhãn của một nút đã mô tả, loại {}"),
    ("one of the ids that share this label: {}", "một trong các mã cùng có nhãn này: {}"),
    ("a claim of one source: add ` @ ` and one of {} in `{}`",
     "khẳng định của một nguồn: thêm ` @ ` và một trong {} ở `{}`"),
    ("the key of a claim in `{}`", "khóa của một khẳng định ở `{}`"),
    ("a reference to what stays; change or retract this first",
     "nhắc tới thứ còn lại; hãy sửa hoặc rút chỗ này trước"),
    # evidence
    ("a character range such as 304-434", "đoạn ký tự như 304-434"),
    ("a range whose start is below its end", "đoạn có đầu đứng trước cuối"),
    ("a range within the {} characters of the text", "đoạn nằm trong {} ký tự của văn bản"),
    ("start below end, within the {} characters of the text",
     "đầu đứng trước cuối, trong {} ký tự của văn bản"),
    ("start below end", "đầu đứng trước cuối"),
    ("a range listed in {}; run `phoihop evidence hash --texts DIR`",
     "đoạn có trong {}; chạy `phoihop evidence hash --texts DIR`"),
    ("words such as `paragraph 3`: no text of this source is held (`file` is missing)",
     "lời như `đoạn 3`: không giữ văn bản của nguồn này (thiếu `file`)"),
)  # fmt: skip
"""English and Vietnamese; `{}` stands for what is named, in the same order."""

READING: Final[tuple[tuple[str, str], ...]] = (
    ("not UTF-8: byte {} at offset {}", "không phải UTF-8: byte {} ở vị trí {}"),
    ("not UTF-8", "không phải UTF-8"),
    ("a literal of {} is over {} bytes", "một giá trị của {} dài quá {} byte"),
    ("a line is over {} bytes", "một dòng dài quá {} byte"),
    ("over {} bytes; only N-Quads with its graph on every line may be larger",
     "lớn quá {} byte; chỉ N-Quads có đồ thị ở mỗi dòng được lớn hơn"),
    ("a literal of {} is not in Unicode form NFC: {}", "một giá trị của {} không ở dạng NFC: {}"),
    ("text is not in Unicode form NFC", "chữ không ở dạng Unicode NFC"),
    ("relative IRI in {}", "IRI tương đối ở {}"),
    ("relative IRI; write IRIs in full or declare a base",
     "IRI tương đối; viết IRI đầy đủ hoặc khai báo gốc"),
    ("undeclared prefix", "tiền tố chưa khai báo"),
    ("a blank graph name is not allowed here", "tên đồ thị không được là nút trống"),
    ("a RDF 1.2 term is not allowed here", "giá trị của RDF 1.2 không được dùng"),
    ("a {} is not allowed here", "ở đây không được dùng: {}"),
    ("not well-formed {}", "không đúng cú pháp {}"),
    ("{} blank nodes are not all told apart by what is said of them; give them IRIs",
     "{} nút trống không phân biệt được qua điều nói về chúng; hãy cho chúng IRI"),
    ("graph {} is not the source's own, {}", "đồ thị {} không phải của nguồn này, {}"),
    ("a large file has its own graph on every line, which ends in {}",
     "tệp lớn có đồ thị của nó ở mỗi dòng, dòng kết thúc bằng {}"),
    ("a large file has no blank nodes", "tệp lớn không có nút trống"),
    ("JSON is nested too deep", "JSON lồng quá sâu"),
    ("remote context {} is never fetched; write it into the file",
     "ngữ cảnh ở xa {} không bao giờ được tải; viết nó vào tệp"),
    ("key {} is in no context, so it would be dropped",
     "khóa {} không có trong ngữ cảnh nào nên sẽ bị bỏ"),
)  # fmt: skip
"""Why an RDF file cannot be read; ` near '...'` may stand behind any of them."""

_NEAREST = re.compile(r"(.*?); nearest: (.*)\Z", re.DOTALL)
_NEAR = re.compile(r"(.*?) near (['\"].*)\Z", re.DOTALL)
_KINDS: Final = {f"{kind.value}": KIND_WORDS[kind][0] for kind in Kind}


def translate(expected: str) -> str | None:
    """Return an English phrase of a fault in Vietnamese; None when it is not known.

    >>> translate("a certainty (implied, inferred, stated); nearest: stated")
    'một mức chắc chắn (implied, inferred, stated); gần nhất: stated'
    """
    near = _NEAREST.match(expected)
    if near:
        head = translate(near[1])
        return None if head is None else f"{head}; gần nhất: {near[2]}"
    found = _fill(expected, PHRASES)
    if found is None:
        return None
    words, parts = found
    if words.startswith("một tệp đọc được"):
        reason = _translate_reason(parts[0])
        return None if reason is None else words.format(reason)
    return words.format(*(_KINDS.get(part, _join(part)) for part in parts))


def _translate_reason(reason: str) -> str | None:
    found = _fill(reason, READING)
    near = _NEAR.match(reason)
    if near and (head := _translate_reason(near[1])):
        return f"{head}, gần {near[2]}"
    return None if found is None else found[0].format(*found[1])


def _join(part: str) -> str:
    return part.replace(" or ", " hoặc ")


def _fill(text: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, tuple[str, ...]] | None:
    for pattern, words in _compiled(pairs):
        match = pattern.fullmatch(text)
        if match:
            return words, match.groups()
    return None


@cache
def _compiled(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns, those with the most fixed text first."""
    ordered = sorted(pairs, key=lambda pair: -len(pair[0]))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), words)
        for english, words in ordered
    )
