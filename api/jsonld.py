"""JSON-LD of one node, compacted with the project's context; nothing remote is named in it.

The document carries the entries of the context that it uses, so that it can be read alone.

References: JSON-LD 1.1, sections 4.1 (context), 4.2.4 (language maps), 9.10 (included nodes).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from kg.model.terms import LANG_STRING, RDF, XSD, XSD_STRING, Iri, Literal, Term, Triple
from kg.ontology.files import context_file

_TYPE = RDF + "type"
_NO_RULE: Mapping[str, str] = {}


@cache
def load_context() -> Mapping[str, Any]:
    """Return the entries of the project's context."""
    document = json.loads(context_file().read_text(encoding="utf-8"))
    return cast("Mapping[str, Any]", document["@context"])


def format_jsonld(root: str, triples: Iterable[Triple]) -> bytes:
    """Write triples as one JSON-LD document: the node `root`, other subjects under `@included`."""
    writer = _Writer()
    nodes: dict[str, dict[str, Any]] = {root: {"id": writer.compact_id(root)}}
    for triple in dict.fromkeys(triples):
        subject = str(triple.subject)
        node = nodes.setdefault(subject, {"id": writer.compact_id(subject)})
        writer.add(node, triple.predicate.value, triple.object)
    first, *others = nodes.values()
    body = {"@context": writer.used_context(), **first}
    if others:
        body["@included"] = others
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


class _Writer:
    """Compacts terms and remembers which entries of the context that took."""

    def __init__(self) -> None:
        self._context = load_context()
        self._used = {"@version", "id", "type"}
        self._namespaces = _namespaces()

    def used_context(self) -> dict[str, Any]:
        """Return the entries that were used, in the order of the context."""
        return {key: value for key, value in self._context.items() if key in self._used}

    def compact_id(self, iri: str) -> str:
        """Return `prefix:local` where a prefix of the context fits, else the IRI."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._namespaces.get(iri[:cut])
        if prefix is None or not iri[cut:]:
            return iri
        self._used.add(prefix)
        return f"{prefix}:{iri[cut:]}"

    def add(self, node: dict[str, Any], predicate: str, value: Term) -> None:
        """Add one value to a node object."""
        if predicate == _TYPE and isinstance(value, Iri):
            _append(node, "type", self._class_name(value.value))
            return
        key = self.compact_id(predicate)
        entry = self._context.get(key)
        how = cast("Mapping[str, str]", entry) if isinstance(entry, dict) else _NO_RULE
        if how:
            self._used.add(key)
        if how.get("@container") == "@language":
            if isinstance(value, Literal) and value.language:
                _append(node.setdefault(key, {}), value.language, value.value)
                return
            # a language map has no place for it; the full IRI has no such rule
            key, how = predicate, _NO_RULE
        _append(node, key, self._value(value, how.get("@type")))

    def _class_name(self, iri: str) -> str:
        short = self.compact_id(iri)
        name = short.removeprefix("ph:")
        if name != short and self._context.get(name) == short:
            self._used.add(name)
            return name
        return short

    def _value(self, value: Term, coerced: str | None) -> object:
        if not isinstance(value, Literal):
            short = self.compact_id(str(value))
            return short if coerced == "@id" else {"@id": short}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype == (XSD_STRING if coerced is None else coerced.replace("xsd:", XSD)):
            if coerced:
                self._used.add("xsd")
            return value.value
        assert value.datatype != LANG_STRING
        return {"@value": value.value, "@type": self.compact_id(value.datatype)}


@cache
def _namespaces() -> dict[str, str]:
    return {
        value: key
        for key, value in load_context().items()
        if isinstance(value, str) and value.endswith(("/", "#"))
    }


def _append(target: dict[str, Any], key: str, value: object) -> None:
    """Add a value to a key: alone, then as an array."""
    if key not in target:
        target[key] = value
    elif isinstance(target[key], list):
        target[key].append(value)
    else:
        target[key] = [target[key], value]
