"""What a reference may point at, over all sources that are read together.

A reference is a short id (`com/quan-uy-hong-bang`), a full IRI, an exact label in either language
(never an alternative label: names do not merge nodes), or, for a claim, its key:
`sub: unit/a > com/b > vertical`, with ` > key` behind it when the claim has one. A claim of the
same source is meant first; ` @ slug` behind the key means the claim of that source and no other.
What resolves nowhere is a fault with a suggestion; a suggestion is never taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from kg.errors import IriError
from kg.ingest.faults import BadCell, Suggester
from kg.model.iri import NodeId, parse_iri

_LOOKS_LIKE_ID = re.compile(r"(?:https?:|[a-z]+/)\S+\Z")
_CLAIM_KEY = re.compile(
    r"(?P<type>[a-z]+): ?(?P<key>[^>@]+(?:>[^>@]+?)+)(?: @ (?P<source>[a-z0-9][a-z0-9.-]*))?\Z"
)
_SHOWN_IDS = 5
"""How many ids a fault about an ambiguous label lists."""


class Directory:
    """Nodes by id and by label, and claims by key."""

    def __init__(self) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, set[NodeId]] = defaultdict(set)
        self._claims: dict[tuple[str, tuple[str, ...]], dict[str, str]] = defaultdict(dict)
        self._suggester = Suggester()
        self._elsewhere: list[Callable[[NodeId], bool]] = []

    def look_elsewhere(self, describes: Callable[[NodeId], bool]) -> None:
        """Note where else nodes are described, to be asked for one node at a time.

        Such nodes have no label here and are never suggested.
        """
        self._elsewhere.append(describes)

    def add_node(self, node: NodeId, *labels: str) -> None:
        """Note that a source describes `node`, under these labels."""
        self._ids[node.type].add(node.local)
        for label in labels:
            self._labels[label].add(node)

    def add_claim(self, node: NodeId, key: tuple[str, ...], source: str) -> None:
        """Note a claim of one source by the parts of its key, as `parse_claim` splits them."""
        self._ids[node.type].add(node.local)
        self._claims[node.type, key][source] = node.iri

    def has(self, node: NodeId) -> bool:
        """Tell whether some source describes `node`."""
        here = node.local in self._ids.get(node.type, ())
        return here or any(describes(node) for describes in self._elsewhere)

    def resolve(self, value: str, targets: tuple[str, ...], source: str) -> str:
        """Return the full IRI that a reference names.

        Args:
            value: The reference as written.
            targets: Node types it may have.
            source: Local name of the source it stands in; a claim of the same source is preferred.

        Raises:
            BadCell: It names nothing, more than one thing, or a thing of another type.
        """
        claim = _CLAIM_KEY.match(value)
        if claim and claim["type"] in targets:
            return self._resolve_claim(claim["type"], claim["key"], source, claim["source"])
        if _LOOKS_LIKE_ID.match(value):
            return self._resolve_id(value, targets)
        return self._resolve_label(value, targets)

    def _resolve_id(self, value: str, targets: tuple[str, ...]) -> str:
        try:
            node = parse_iri(value)
        except IriError as error:
            raise BadCell(error.expected, "bad-reference") from None
        if node.type not in targets:
            raise BadCell(f"an id of type {_any_of(targets)}", "wrong-type")
        if not self.has(node):
            raise self._unresolved(str(node), targets)
        return node.iri

    def _resolve_label(self, value: str, targets: tuple[str, ...]) -> str:
        found = sorted(node for node in self._labels.get(value, ()) if node.type in targets)
        if len(found) > 1:
            shown = ", ".join(str(node) for node in found[:_SHOWN_IDS])
            raise BadCell(f"one of the ids that share this label: {shown}", "ambiguous-label")
        if not found:
            raise self._unresolved(value, targets)
        return found[0].iri

    def _resolve_claim(self, node_type: str, key: str, source: str, told_by: str | None) -> str:
        parts = tuple(part.strip() for part in key.split(">"))
        found = self._claims.get((node_type, parts), {})
        if told_by is not None:
            found = {told_by: found[told_by]} if told_by in found else {}
        elif source in found:
            return found[source]
        if len(found) != 1:
            several = f"a claim of one source: add ` @ ` and one of {', '.join(sorted(found))}"
            expected = several if found else "the key of a claim"
            raise BadCell(f"{expected} in `{node_type}`", "unresolved-claim")
        return next(iter(found.values()))

    def _unresolved(self, value: str, targets: tuple[str, ...]) -> BadCell:
        nearest = self._suggester.suggest(value, targets, lambda: self._iter_names(targets))
        hint = f"; nearest: {self._show(nearest, targets)}" if nearest else ""
        expected = f"the id or label of a described {_any_of(targets)}{hint}"
        return BadCell(expected, "unresolved-reference")

    def _iter_names(self, targets: tuple[str, ...]) -> Iterator[str]:
        for kind in targets:
            yield from (f"{kind}/{local}" for local in self._ids.get(kind, ()))
        for label, nodes in self._labels.items():
            if any(node.type in targets for node in nodes):
                yield label

    def _show(self, name: str, targets: tuple[str, ...]) -> str:
        """Return a near name as an id, with the label behind it if that was near."""
        found = sorted(node for node in self._labels.get(name, ()) if node.type in targets)
        return f"{found[0]} ({name})" if found else name


def _any_of(targets: tuple[str, ...]) -> str:
    return " or ".join(targets)
