"""The authority index: who is under whom, since when, says who; built once, mapped by servers.

An accelerator, not a source: every answer from it is defined by a named SPARQL query over the
same store (`kg/query/sparql/under-both.rq`), and tests prove that both agree.

>>> from kg.index.authority import AuthorityIndex, Lens, build_authority
"""

from __future__ import annotations

from kg.index.authority_build import build_authority
from kg.index.authority_lens import Lens
from kg.index.authority_open import AuthorityIndex

__all__ = ["AuthorityIndex", "Lens", "build_authority"]
