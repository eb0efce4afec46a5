"""Any server or cluster that speaks SPARQL 1.1 Protocol and Graph Store Protocol, over HTTP.

Solutions are asked for as JSON and graphs as N-Triples; a body of another type, or one that is not
complete, is a StoreError whatever its status says. Bindings become terms before the query is sent
(`kg.store.bindings`), so nothing depends on an engine's own parameters. SERVICE and LOAD are
refused here: the server behind may allow them.

The server's default graph must be the union of its named graphs, by its configuration (Fuseki:
`tdb2:unionDefaultGraph`) or by `union_parameters`; `RemoteStore.check` finds out.

References: SPARQL 1.1 Protocol, 2.1, 2.2; SPARQL 1.1 Graph Store HTTP Protocol, 5.2-5.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Self
from urllib.parse import parse_qsl

from kg.errors import StoreError
from kg.model.terms import Iri, Quad, format_term
from kg.store.address import RemoteAddress
from kg.store.base import UNION, Bindings, Dataset, QueryResult, Solutions
from kg.store.bindings import bind
from kg.store.engine import storage_errors, to_engine_quad
from kg.store.exchange import Exchange, Message
from kg.store.formats import JSON, NTRIPLES, Format, kind_of
from kg.store.guard import check_dataset, check_nesting, check_query
from kg.store.lexer import names_its_dataset, query_form, refuse_forbidden
from kg.store.probe import check_engine
from kg.store.results import iter_graph, parse_result


class RemoteStore:
    """A `GraphStore` over HTTP; only a `GraphView` when the URLs for writing are left out.

    Args:
        query_url: Endpoint of the SPARQL 1.1 Protocol for queries.
        update_url: Endpoint for updates.
        graph_store_url: Endpoint of the Graph Store Protocol.
        union_parameters: What makes the default graph the union of all graphs, where the server
            wants to be asked (Oxigraph: `{"union-default-graph": "true"}`). Left out when the query
            or the caller names a dataset, because Oxigraph would ignore that one.
        deadline_s: Seconds for one request, unless the caller gives fewer.
        connect_s: Seconds to reach the server.
        result_bytes: Size of one answer.
        headers: Sent with each request (authorisation).
    """

    def __init__(
        self,
        query_url: str,
        update_url: str | None = None,
        graph_store_url: str | None = None,
        *,
        union_parameters: Mapping[str, str] | None = None,
        deadline_s: float = 60.0,
        connect_s: float = 5.0,
        result_bytes: int = 256 * 1024**2,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._query_url, self._update_url = query_url, update_url
        self._graph_store_url = graph_store_url
        self._union_parameters = tuple((union_parameters or {}).items())
        self._exchange = Exchange(deadline_s, connect_s, result_bytes, headers)

    @classmethod
    def at(
        cls,
        address: RemoteAddress,
        *,
        deadline_s: float = 60.0,
        result_bytes: int = 256 * 1024**2,
    ) -> Self:
        """Return a store at an address; nothing is sent yet.

        Args:
            address: Where it is.
            deadline_s: Seconds for one request.
            result_bytes: Size of one answer.
        """
        return cls(
            address.query_url,
            address.update_url,
            address.graphs_url,
            union_parameters=dict(parse_qsl(address.union, keep_blank_values=True)),
            deadline_s=deadline_s,
            result_bytes=result_bytes,
            headers=address.headers,
        )

    def check(self) -> tuple[str, ...]:
        """Ask known-answer queries; see `kg.store.probe`. Call it once, before trusting answers.

        Returns:
            The harmless differences that were found, as phrases.

        Raises:
            StoreUnavailable: The engine is down or answers wrongly.
        """
        return check_engine(self, store=self if self._graph_store_url else None)

    def query(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> QueryResult:
        """Run a query; see `GraphView.query`."""
        chunks = self.iter_result(text, bindings=bindings, dataset=dataset, deadline_s=deadline_s)
        return parse_result(b"".join(chunks), kind_of(query_form(text)))

    def iter_result(
        self,
        text: str,
        *,
        bindings: Bindings | None = None,
        dataset: Dataset = UNION,
        deadline_s: float | None = None,
    ) -> Iterator[bytes]:
        """Run a query and return the engine's answer as it arrives, unread.

        Returns:
            SPARQL JSON results, or N-Triples of a CONSTRUCT or DESCRIBE. Whether they are whole is
            for the reader to find out.

        Raises:
            QuerySyntaxError: The query is refused; all else is raised while the answer is read, as
                `GraphView.query` does.
        """
        check_query(text)
        check_dataset(dataset)
        wire = JSON if kind_of(query_form(text)) == "solutions" else NTRIPLES
        message = self._question(bind(text, bindings), wire, dataset)
        return self._exchange.iter_answer(message, deadline_s)

    def dump(self, graph: str) -> Iterator[Quad]:
        """Yield the quads of one named graph, by the Graph Store Protocol where there is one."""
        if self._graph_store_url is None:
            text = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
            message = self._question(bind(text, {"graph": Iri(graph)}), NTRIPLES, UNION)
        else:
            message = Message(
                "GET",
                self._graph_store_url,
                parameters=(("graph", graph),),
                accept=NTRIPLES,
                absent_is_empty=True,
            )
        yield from iter_graph(self._exchange.iter_answer(message), graph)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted; an engine may read all its data for it."""
        found = self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(found, Solutions)
        return tuple(sorted(str(name) for name in found.column("g")))

    def load(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace one named graph by PUT, as atomically as the server does that.

        The quads go to a temporary file first, of any size and not kept in memory: what is not
        valid is found before anything is sent, and the server is told the length.
        """
        url = _writing_url(self._graph_store_url)
        parameters = (("graph", graph),)
        with TemporaryFile(prefix="phoihop-") as file:
            with storage_errors("a graph could not be written to a temporary file"):
                for quad in quads:
                    file.write(_format_statement(quad, graph))
            if file.tell():
                file.seek(0)
                media_type = NTRIPLES.media_type
                self._exchange.send(Message("PUT", url, parameters, file, media_type))
            else:
                self._exchange.send(Message("DELETE", url, parameters, absent_is_empty=True))

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 Update request; see `GraphStore.update`."""
        url = _writing_url(self._update_url)
        refuse_forbidden(text)
        check_nesting(text)
        content_type = "application/sparql-update"
        self._exchange.send(Message("POST", url, (), text.encode(), content_type))

    def close(self) -> None:
        """Close the connections."""
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _question(self, text: str, wire: Format, dataset: Dataset) -> Message:
        named = tuple(
            [("default-graph-uri", graph) for graph in dataset.default]
            + [("named-graph-uri", graph) for graph in dataset.named]
        )
        union = () if named or names_its_dataset(text) else self._union_parameters
        return Message(
            "POST",
            self._query_url,
            parameters=named or union,
            content=text.encode(),
            content_type="application/sparql-query",
            accept=wire,
        )


def _writing_url(url: str | None) -> str:
    if url is None:
        raise StoreError("this store was opened without the URL for that kind of writing")
    return url


def _format_statement(quad: Quad, graph: str) -> bytes:
    if quad.graph.value != graph:
        raise StoreError(f"a quad belongs to {quad.graph.value!r}, not to {graph!r}")
    to_engine_quad(quad)  # refuses what is no valid term, before anything is sent
    statement = " ".join(map(format_term, (quad.subject, quad.predicate, quad.object)))
    return f"{statement} .\n".encode()
