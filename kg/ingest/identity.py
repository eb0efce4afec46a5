"""Sameness that reviewers have stated, as `owl:sameAs` beside the claim it rests on.

Only a curated `IdentityClaim` of verdict `same` that is not merely inferred gives a link, and the
link stands in the same graph: taking the claim away takes the link away. Nothing else in the
project writes `owl:sameAs`, and no name or key ever does.

References: ontology.md 3.6, 3.7; shapes S08 and S16.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.iri import mint
from kg.model.records import Record
from kg.model.terms import Iri, Quad
from kg.ontology.terms import PH

SAME_AS = Iri("http://www.w3.org/2002/07/owl#sameAs")
_SAME = Iri(mint("verdict", "same"))
_ENOUGH = frozenset({"stated", "implied"})


def iter_same_quads(record: Record, graph: str) -> Iterator[Quad]:
    """Yield the link that an identity claim gives, if it gives one.

    A claim that several sources mean one node by one IRI has that node on both sides; it gives its
    reason and no link.
    """
    if record.cls != PH.IdentityClaim or record.certainty not in _ENOUGH:
        return
    values = dict(record.values)
    subject, other = values.get(PH.claimSubject), values.get(PH.claimObject)
    if values.get(PH.verdict) != _SAME or subject == other:
        return
    if isinstance(subject, Iri) and isinstance(other, Iri):
        yield Quad(subject, SAME_AS, other, Iri(graph))
