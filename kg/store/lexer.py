r"""A SPARQL lexer, and the refusals that need one: SERVICE, LOAD, local files.

Strings, IRIs and comments are not keywords, so a search of the text will not do. Four things make
it harder than the grammar looks; all were seen on Oxigraph 0.5.13, and each has its test:

* Keywords need no space around them: `SERVICESILENT<x>{}` and `LOADex:a` are accepted. So a word
  that *contains* the keyword is refused; no other keyword of the language does.
* `<` is read by context: in `FILTER(1<2)#>...` it is an operator and `#` begins a comment, where
  the longest match would be the IRI `<2)#>`. What follows on that line could then be hidden from
  us or from the engine; such places are refused (`_check_comment`).
* A long string with a wrong escape (`\q`) falls apart into short ones. So a character that begins
  no token refuses the whole text.
* `\u0053ERVICE` is a keyword to an engine that resolves code points before it reads tokens
  (SPARQL 1.1, 19.2) and an error to one that does not; both readings are checked.

References: SPARQL 1.1 Query, 19.2 (escapes), 19.8 (grammar, terminals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple, NoReturn, TypeAlias, cast

from kg.errors import QueryRefused, QuerySyntaxError
from kg.store.formats import QueryForm

TokenKind: TypeAlias = Literal[
    "space", "comment", "string", "iri", "bnode", "variable", "name", "number", "word", "langtag",
    "operator", "unknown",
]  # fmt: skip

# PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of the grammar; `\w` is neither a sub- nor a superset.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MARKS = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_CHARS = rf"{_BASE}_{_MARKS}\-"
_PERCENT_OR_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_POINT = (
    r"\\u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}"
    r"|\\U00(?:0[0-9A-Fa-f]|10)(?![dD][89a-fA-F])[0-9A-Fa-f]{4}"
)
_ECHAR = rf"\\[tbnrf\"'\\]|{_POINT}"
_TOKEN = rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_ECHAR}))*\"\"\"
        | '''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*'''
        | \"(?:[^\"\\\r\n]|{_ECHAR})*\"
        | '(?:[^'\\\r\n]|{_ECHAR})*')
    | (?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_POINT})*>)
    | (?P<bnode>_:[{_BASE}_0-9](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*)
    | (?P<variable>[?$][{_BASE}_0-9][{_BASE}_{_MARKS}]*)
    | (?P<name>(?:[{_BASE}](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*)?:
        (?:(?:[{_BASE}_:0-9]|{_PERCENT_OR_ESCAPE})
           (?:[{_CHARS}:]|{_PERCENT_OR_ESCAPE}|\.+(?=[{_CHARS}:%\\]))*)?)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[{_BASE}_][{_BASE}_{_MARKS}]*)
    | (?P<langtag>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    | (?P<operator>\|\||&&|\^\^|<=|>=|!=|[<>=!+\-*/|^?~(){{}}\[\].,;])
    | (?P<unknown>.)
"""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_REFUSED_SCHEME = re.compile(r"<(file|ftp|data|jar):", re.IGNORECASE)
_SERVICE_AFTER_BRACKET = re.compile(r"\)[^#]*SERVICE", re.IGNORECASE)
# What stands before an IRI that names a document: FROM <x>, FROM NAMED <x>, BASE <x>, USING <x>.
_DOCUMENT_WORDS = ("FROM", "NAMED", "USING", "BASE", "WITH")
_OPERANDS = frozenset({"variable", "name", "number", "string", "langtag", "iri", "bnode", "word"})
_FORMS: tuple[QueryForm, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_LONG_QUOTES = ('"""', "'''")


class Token(NamedTuple):
    """One token: its kind, its text and the offset of its first character."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset just after the token."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """Upper-case text of a bare word, "" for any other token."""
        return self.text.upper() if self.kind == "word" else ""


def iter_tokens(text: str) -> Iterator[Token]:
    """Yield every token of a query, spaces and comments included; their texts join to `text`.

    Never fails: what begins no token is one `unknown` character (the quote of an unclosed string).
    """
    for match in _pattern().finditer(text):
        yield Token(cast("TokenKind", match.lastgroup), match.group(), match.start())


@cache
def _pattern() -> re.Pattern[str]:
    # The classes of characters take 20 ms to compile; a sandbox worker seldom needs them.
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def tokenise(text: str) -> tuple[Token, ...]:
    """Return the tokens of a query without spaces and comments."""
    return _tokenise_small(text) if len(text) <= _SMALL else _tokenise_large(text)


def _tokenise(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(cast("TokenKind", match.lastgroup), match.group(), match.start())
        for match in _pattern().finditer(text)
        if match.lastgroup not in {"space", "comment"}
    )


# One query is looked at several times. The tokens of a text weigh some 40 times as much as it does,
# so the caches are bounded to about 20 MB each.
_SMALL = 8 * 1024
_tokenise_small = lru_cache(maxsize=64)(_tokenise)
_tokenise_large = lru_cache(maxsize=2)(_tokenise)


def place(text: str, offset: int) -> tuple[int, int]:
    r"""Return the 1-based line and column of an offset.

    >>> place("ASK {\n ?s }", 7)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def decode_escapes(text: str) -> str:
    r"""Resolve the code point escapes of SPARQL 1.1, 19.2; impossible ones are left alone.

    >>> decode_escapes(r"\u0053ERVICE")
    'SERVICE'
    """

    def decode(match: re.Match[str]) -> str:
        point = int(match[1] or match[2], 16)
        return chr(point) if point <= 0x10FFFF else match[0]

    return _ESCAPE.sub(decode, text)


def query_form(text: str) -> QueryForm:
    """Return the form of a query: its first keyword after the prologue.

    Raises:
        QuerySyntaxError: There is none (an update, or no SPARQL at all).
    """
    for token in tokenise(text):
        for form in _FORMS:
            if token.keyword.startswith(form):
                return form
        if token.kind not in {"iri", "name", "string"} and token.keyword not in _PROLOGUE:
            reason = f"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found {token.text[:40]!r}"
            line, column = place(text, token.start)
            raise QuerySyntaxError(reason, line=line, column=column)
    raise QuerySyntaxError("expected SELECT, ASK, CONSTRUCT or DESCRIBE, found the end")


def names_its_dataset(text: str) -> bool:
    """Tell whether a query has FROM clauses of its own."""
    depth = 0
    for token in tokenise(text):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text[:4].upper() == "FROM" and token.kind in {"word", "name"}:
            return True
    return False


def refuse_forbidden(text: str) -> None:
    """Refuse a query or update that would make an engine reach out of its store.

    Raises:
        QueryRefused: It contains SERVICE or LOAD, takes a dataset, base or prefix from a file, or
            can be read in two ways, one of which could hide these.
        QuerySyntaxError: A character begins no token, or a string is not closed.
    """
    if "\\u" in text or "\\U" in text:
        decoded = decode_escapes(text)
        tokens = tokenise(decoded)
        # A stray character is an error to an engine that decodes first: nothing to refuse.
        if not any(token.kind == "unknown" for token in tokens):
            _check_reading(decoded, tokens)
    tokens = tokenise(text)
    stray = next((token for token in tokens if token.kind == "unknown"), None)
    if stray:
        _refuse_stray(text, stray)
    _check_reading(text, tokens)


def _refuse(text: str, token: Token, reason: str) -> NoReturn:
    line, column = place(text, token.start)
    raise QueryRefused(reason, line=line, column=column)


def _refuse_stray(text: str, token: Token) -> NoReturn:
    line, column = place(text, token.start)
    quoted = token.text in {'"', "'"}
    reason = "a string is not closed" if quoted else f"unexpected character {token.text!r}"
    raise QuerySyntaxError(reason, line=line, column=column)


def _check_reading(text: str, tokens: tuple[Token, ...]) -> None:
    for index, token in enumerate(tokens):
        if token.kind == "word":
            _check_word(text, token)
        elif token.kind == "name":
            _check_name(text, token, tokens[index + 1] if index + 1 < len(tokens) else None)
        elif token.kind == "iri" and index:
            _check_iri(text, tokens, index)


def _check_word(text: str, token: Token) -> None:
    for keyword in ("SERVICE", "LOAD"):
        if keyword in token.keyword:
            _refuse(text, token, f"{keyword} is not allowed here")


def _check_name(text: str, token: Token, following: Token | None) -> None:
    # `SERVICEex:a {` is a SERVICE clause to the engine; `service:a` elsewhere is just a name.
    prefix = token.text.partition(":")[0].upper()
    if "SERVICE" in prefix and following is not None and following.text == "{":
        _refuse(text, token, "SERVICE is not allowed here; a prefix of that name cannot stand here")
    if prefix.startswith("LOAD"):
        _refuse(text, token, "LOAD is not allowed here, nor a prefix that begins with it")


def _check_iri(text: str, tokens: tuple[Token, ...], index: int) -> None:
    token, before = tokens[index], tokens[index - 1]
    document = before.keyword.endswith(_DOCUMENT_WORDS) or before.text.endswith(":")
    if document and _REFUSED_SCHEME.match(token.text):
        _refuse(text, token, f"a dataset, base or prefix may not be {token.text[:60]}")
    ambiguous = before.kind in _OPERANDS or before.text in {")", "<"}
    if ambiguous and "#" in token.text and not _ABSOLUTE.match(token.text):
        _check_comment(text, tokens, index)


def _check_comment(text: str, tokens: tuple[Token, ...], index: int) -> None:
    """Refuse `a<b#>` where reading `<` as an operator would change what the keywords are.

    Then `#` begins a comment that reaches to the end of the line. Only a long string that begins
    on that line can carry the difference further; and the part before `#` may hold a keyword. An
    IRI with `://` is no operand of any expression, so it is not in doubt.
    """
    token = tokens[index]
    if _SERVICE_AFTER_BRACKET.search(token.text):
        _refuse(text, token, "this can be read as SERVICE; percent-encode the brackets of the IRI")
    for later in tokens[index + 1 :]:
        if re.search(r"[\r\n]", text[token.end : later.start]):
            return
        if later.text.startswith(_LONG_QUOTES):
            _refuse(text, token, "'<' can be read in two ways here; begin the string on a new line")
