"""Serving from a remote engine: its graphs, the indexes of the local generation of the same id.

Every lease asks, twice a second at most, which generation the engine holds. An engine that does not
say so, or holds one that has no folder here, is not asked anything else: the answer is a problem.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from api.snapshot import Snapshot, SnapshotHolder, open_indexes
from kg.publish.following import ConfirmedView, RemoteGenerations, generation_of
from kg.publish.remote import check_union
from kg.store.probe import check_engine
from kg.store.remote import RemoteStore
from kg.store.remote_runner import RemoteRunner

if TYPE_CHECKING:
    from kg.publish import Generation, Generations
    from kg.store.address import RemoteAddress
    from kg.store.guard import QueryLimits
    from kg.store.pool import SandboxLimits


def open_remote(
    address: RemoteAddress,
    generations: Generations,
    limits: SandboxLimits,
    query_limits: QueryLimits,
) -> tuple[RemoteRunner, SnapshotHolder]:
    """Check an engine with known-answer queries and find the generation that it holds.

    Returns:
        What runs queries there, and the holder of snapshots, not yet opened.

    Raises:
        StoreUnavailable: It is down, answers wrongly, or holds no generation with a folder here.
    """
    store = RemoteStore.at(address, deadline_s=limits.deadline_s, result_bytes=limits.result_bytes)
    try:
        check_engine(store)
        following = RemoteGenerations(generations, store)
        runner = RemoteRunner(
            store,
            following.current().store_path,
            limits,
            query_limits,
            confirm=lambda path: following.confirm(generation_of(path)),
        )
        check_union(store)
    except BaseException:
        store.close()
        raise

    def open_generation(generation: Generation) -> Snapshot:
        with ExitStack() as stack:
            view = ConfirmedView(store, following, generation.id)
            return open_indexes(generation, view, stack)

    holder = SnapshotHolder(following, runner, open_generation=open_generation, keeps_old=False)
    return runner, holder
