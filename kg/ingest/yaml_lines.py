"""A small YAML file as flat keys with their lines: `title: {vi: ...}` is `title.vi`.

Only what `source.yml` needs: mappings of text, two levels deep. Scalars are not interpreted, so
`2017-10-09`, `no` and `0017` stay the text they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from kg.ingest.faults import FaultLog, find_nearest

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as written, and its 1-based line."""

    value: str
    line: int


def read_entries(text: str, known: Sequence[str], log: FaultLog) -> dict[str, Entry]:
    """Return the values by flat key; faults go to the log. A key without a value is absent.

    Args:
        text: The file.
        known: Every flat key there may be.
        log: Where faults go: YAML that does not parse, unknown or repeated keys, wrong nesting.
    """
    root = _compose(text, log)
    entries: dict[str, Entry] = {}
    if isinstance(root, MappingNode):
        _flatten(root, "", known, entries, log)
    elif not log.faults:
        log.add(1, "", text[:40], f"keys such as `{known[0]}: ...`", "empty-file")
    return entries


def _compose(text: str, log: FaultLog) -> Node | None:
    try:
        return yaml.SafeLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        excerpt = text.splitlines()[line - 1] if 0 < line <= len(text.splitlines()) else ""
        log.add(line, "", excerpt, "well-formed YAML", "yaml-syntax")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        log.add(line, "", "", "well-formed YAML without control characters", "yaml-syntax")
    except RecursionError:
        log.add(0, "", "", "keys nested at most two levels deep", "yaml-syntax")
    return None


def _flatten(
    node: MappingNode, prefix: str, known: Sequence[str], entries: dict[str, Entry], log: FaultLog
) -> None:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        name = key_node.value if isinstance(key_node, ScalarNode) else "?"
        key = prefix + name.replace(".", "/")  # a point stands for nesting, never in a key
        nested = any(flat.startswith(f"{key}.") for flat in known)
        if key in seen:
            log.add(line, key, key, "each key once", "duplicate-key")
        elif key not in known and not nested:
            nearest = find_nearest(key, known)
            hint = f"; nearest: {nearest}" if nearest else ""
            log.add(line, key, key, f"a known key{hint}", "unknown-key")
        elif nested and isinstance(value_node, MappingNode):
            _flatten(value_node, f"{key}.", known, entries, log)
        elif nested or not isinstance(value_node, ScalarNode):
            expected = f"keys below `{key}`" if nested else "one text"
            log.add(line, key, "", expected, "bad-nesting")
        elif value_node.tag != _NULL:
            entries[key] = Entry(value_node.value, line)
        seen.add(key)
