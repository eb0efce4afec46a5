"""Generations: what a build publishes and a server opens, atomically and with a way back."""

from kg.publish.generations import Generation, Generations, Listed, StagedGeneration
from kg.publish.manifest import Contents, GraphSummary, Manifest

__all__ = [
    "Contents",
    "Generation",
    "Generations",
    "GraphSummary",
    "Listed",
    "Manifest",
    "StagedGeneration",
]
