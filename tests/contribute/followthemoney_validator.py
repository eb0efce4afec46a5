"""Run by the Python that has followthemoney: entities on standard input, findings on output.

One JSON object with `entities` (how many were read) and `findings` (a list of texts, empty if the
package takes every entity and every value as it is).
"""

from __future__ import annotations

import json
import sys

from followthemoney import model
from followthemoney.exc import InvalidData


def findings(entity: dict) -> list[str]:
    """Return what the package holds against one entity."""
    try:
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        return [
            f"{entity['id']}: {name}: {values} becomes {proxy.get(name)}"
            for name, values in entity["properties"].items()
            if set(proxy.get(name)) != set(values)
        ]
    except InvalidData as error:
        return [f"{entity['id']}: {error} {getattr(error, 'errors', '')}"]


def main() -> None:
    """Check each line of standard input."""
    entities = [json.loads(line) for line in sys.stdin]
    found = [text for entity in entities for text in findings(entity)]
    json.dump({"entities": len(entities), "findings": found}, sys.stdout)


if __name__ == "__main__":
    main()
