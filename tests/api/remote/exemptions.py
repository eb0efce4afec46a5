"""What does not run over a remote engine, and why; `tests/house/test_both_engines.py` checks it."""

from __future__ import annotations

# Fixtures behind which a server stands; a test without any of them is not run twice.
SERVERS = frozenset({"client", "server", "serve", "start_for_module", "writable"})

# Modules that start no server: what they ask has nothing to do with where the graphs are.
ASK_NO_SERVER = frozenset(
    {
        "tests/api/test_explorer_time.py",
        "tests/api/test_large_lists.py",
        "tests/api/test_logs.py",
        "tests/api/test_negotiate.py",
        "tests/api/test_sparql_auth.py",
        "tests/api/test_sparql_lanes.py",
    }
)

# Whole modules that are about the embedded store.
ONLY_EMBEDDED = {
    "tests/api/test_graph_store_write.py": "nothing is written through a server over an engine",
    "tests/api/test_error_pages.py": "pages of errors are made of their codes; the codes over an "
    "engine are in test_remote_failures",
    "tests/api/test_known_parameters.py": "the names in a query are looked at before any graph is",
    "tests/api/test_replicas.py": "replicas are copies of the folder of a generation",
    "tests/api/test_swap.py": "an engine holds one generation at a time; over one it is "
    "test_remote_swap",
    "tests/conformance/test_graph_store_protocol.py": "its story is one of writing; reading by "
    "the protocol is in test_sparql_http",
}

# Single tests of modules that otherwise run over both.
ONLY_EMBEDDED_TESTS = {
    "test_the_command_ends_every_process_it_started": "an engine elsewhere needs no workers",
    "test_server_stands_fire": "memory and crashes of a query are the engine's own affair",
    "test_readers_that_hang_up_free_their_worker": "there is no worker to free: the query goes on "
    "at the engine until its own deadline",
    "test_sparqlstore_of_rdflib_updates": "nothing is written through a server over an engine",
    **dict.fromkeys(
        (
            "test_generations_are_listed_newest_first",
            "test_two_generations_differ_by_what_was_written",
            "test_pages_and_csv_of_a_difference",
            "test_who_changed_what_is_described_where_its_name_leads",
            "test_a_new_generation_is_answered_from_at_once",
        ),
        "the second generation is written through the server",
    ),
    "test_nothing_is_ever_fetched_for_a_writer": "nothing is written through a server over an "
    "engine",
}
