"""Words of reports: headings, severities, short forms of IRIs, filled-in messages."""

from __future__ import annotations

from typing import Final

from kg.model.iri import ID, ONTOLOGY

SHAPES: Final = "https://w3id.org/phoihop/shapes#"
PREFIXES: Final = {
    ID: "",
    ONTOLOGY: "ph:",
    SHAPES: "phs:",
    "http://www.w3.org/ns/org#": "org:",
    "http://www.w3.org/ns/oa#": "oa:",
    "http://www.w3.org/ns/prov#": "prov:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://xmlns.com/foaf/0.1/": "foaf:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
"""Namespace -> prefix; our own nodes need none (`com/quan-uy-hong-bang`)."""

LONGEST_VALUE: Final = 80
"""Characters of a value that a report repeats. A report is published: it must not store the very
sentence that S37 refuses."""

HEADINGS: Final = {
    "vi": {
        "conforms": "Dữ liệu hợp lệ",
        "fails": "Dữ liệu không hợp lệ",
        "counts": "{violations} vi phạm, {warnings} cảnh báo, {infos} lưu ý",
        "more": "... và {count} kết quả khác",
        "value": "giá trị",
    },
    "en": {
        "conforms": "The data conform",
        "fails": "The data do not conform",
        "counts": "{violations} violation(s), {warnings} warning(s), {infos} info(s)",
        "more": "... and {count} more result(s)",
        "value": "value",
    },
}
SEVERITY_WORDS: Final = {
    "vi": {"violation": "vi phạm", "warning": "cảnh báo", "info": "lưu ý"},
    "en": {"violation": "violation", "warning": "warning", "info": "info"},
}


def shorten_iri(value: str) -> str:
    """Return an IRI with its prefix, ours without; any other text unchanged.

    >>> shorten_iri("https://w3id.org/phoihop/id/com/quan-uy-hong-bang")
    'com/quan-uy-hong-bang'
    """
    for namespace, prefix in PREFIXES.items():
        if value.startswith(namespace):
            return prefix + value.removeprefix(namespace)
    return value


def expand_iri(value: str) -> str:
    """Return the IRI of a short form with a prefix; any other text unchanged.

    >>> expand_iri("phs:S01-member")
    'https://w3id.org/phoihop/shapes#S01-member'
    """
    for namespace, prefix in PREFIXES.items():
        if prefix and value.startswith(prefix):
            return namespace + value.removeprefix(prefix)
    return value


def cut(value: str) -> str:
    """Return at most `LONGEST_VALUE` characters of a value, marked when cut."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def fill_message(template: str, language: str, focus: str, value: str | None) -> str:
    """Fill `{$this}` and `{?value}` of a shape's message.

    A template that does not speak of its value gets it appended, so that every message names what
    is at fault. Done here and not by the engines: SHACL fills templates of SPARQL constraints only,
    and pySHACL drops their language tags.
    """
    filled = template.replace("{$this}", shorten_iri(focus))
    if value is None or value == focus:
        return filled.replace("{?value}", "-")
    shown = shorten_iri(value)
    if "{?value}" in template:
        return filled.replace("{?value}", shown)
    return f"{filled} [{HEADINGS[language]['value']}: {shown}]"
