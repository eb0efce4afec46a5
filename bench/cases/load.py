"""Loading: what a build does with the engine, against the engine alone on the same quads."""

from __future__ import annotations

import shutil

import pyoxigraph as ox

from bench.measure import Samples, peak_rss_bytes
from bench.workspace import Workspace
from kg.build.gather import gather
from kg.store.oxigraph import OxigraphStore


def run(space: Workspace, times: int) -> dict[str, object]:
    """Alternate raw bulk loads and loads of the pipeline, so that both see the same noise.

    `both` is the raw engine given the same quads twice, in their graphs and in the default graph:
    what our store holds, since it keeps the union of the graphs.
    """
    folder = space.scratch("load")
    material = gather([space.data], folder)
    raw, both, ours = Samples(), Samples(), Samples()
    times = {"10M": 1, "1M": 3}.get(space.size, times)
    for _ in range(times):
        store = folder / "store"
        with raw.one():
            engine = ox.Store(str(store))
            engine.bulk_load(path=str(space.quads), format=ox.RdfFormat.N_QUADS)
        with both.one():
            engine.bulk_load(path=str(material.union), format=ox.RdfFormat.N_TRIPLES)
        del engine
        shutil.rmtree(store)
        with ours.one(), OxigraphStore(store) as opened:
            opened.bulk_load_dataset(material.to_load, material.union)
        shutil.rmtree(store)
    lines = sum(file.quads for file in material.files)
    shutil.rmtree(folder)
    one, other, mine = raw.to_dict(), both.to_dict(), ours.to_dict()
    return {
        "quads": lines + material.read,
        "raw": one,
        "raw_union": other,
        "ours": mine,
        "ratio": mine["wall_s"] / one["wall_s"],
        "ratio_cpu": mine["cpu_s"] / one["cpu_s"],
        "ratio_union_cpu": mine["cpu_s"] / (one["cpu_s"] + other["cpu_s"]),
        "peak_rss_bytes": peak_rss_bytes(),
    }
