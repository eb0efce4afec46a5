"""Queries that are known to hurt SPARQL servers, for `bench.fire` and the tests."""

from __future__ import annotations

ANY = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def nested(depth: int, opening: str, core: str, closing: str) -> str:
    """Return `core` inside `depth` pairs."""
    return opening * depth + core + closing * depth


DEEP: dict[str, str] = {
    "parentheses": f"ASK {{ FILTER{nested(5000, '(', '1', ')')} }}",
    "groups": f"ASK {nested(3000, '{', '', '}')}",
    "not-exists": f"ASK {{ {nested(1500, 'FILTER NOT EXISTS { ', '?s ?p ?o', ' }')} }}",
    "functions": f"ASK {{ FILTER({nested(1500, 'STR(', '1', ')')}) }}",
    "optional": f"ASK {{ {nested(2000, 'OPTIONAL { ', '?s ?p ?o', ' }')} }}",
    "sub-selects": f"ASK {{ {nested(1000, '{ SELECT * { ', '?s ?p ?o', ' } }')} }}",
    "paths": f"ASK {{ ?s {nested(3000, '(', '<http://a/>', ')*')} ?o }}",
    "not": f"ASK {{ FILTER({'!' * 5000}true) }}",
    "minus-sign": f"ASK {{ FILTER({'-' * 5000}1 = 1) }}",
    "lists": f"ASK {{ ?s ?p {nested(3000, '(', '1', ')')} }}",
    "blank-nodes": f"ASK {{ ?s ?p {nested(3000, '[ ?p ', '1', ' ]')} }}",
    "or": f"ASK {{ FILTER({' || '.join(['?s'] * 10_000)}) }}",
    "plus": f"ASK {{ FILTER({'+'.join(['1'] * 10_000)} = 1) }}",
    "union": f"ASK {{ {' UNION '.join(['{ ?s ?p ?o }'] * 5000)} }}",
    "minus": f"ASK {{ ?s ?p ?o {'MINUS { ?s ?p 1 } ' * 5000} }}",
    "binds": f"ASK {{ {' '.join(f'BIND({n} AS ?v{n})' for n in range(5000))} }}",
    "sequence": f"ASK {{ ?s {'/'.join(['<http://a/>'] * 5000)} ?o }}",
    "just-allowed-groups": f"ASK {nested(198, '{', '', '}')}",
    "just-allowed-functions": f"ASK {{ FILTER({nested(190, 'STR(', '1', ')')} = '1') }}",
    "just-allowed-or": f"ASK {{ ?s ?p ?o FILTER({' || '.join(['?s = ?p'] * 490)}) }}",
    "just-allowed-union": f"ASK {{ {' UNION '.join(['{ ?s ?p 1.5 }'] * 900)} }}",
}
HEAVY: dict[str, str] = {
    "cartesian-count": f"SELECT (COUNT(*) AS ?n) {{ {ANY} }}",
    "cartesian-order": f"SELECT * {{ {ANY} }} ORDER BY DESC(?l)",
    "cartesian-distinct": f"SELECT DISTINCT ?a ?f ?i ?k {{ {ANY} }}",
    "cartesian-group": f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {ANY} }} GROUP BY ?a ?f",
    "path-any": "SELECT (COUNT(*) AS ?n) { ?s (<http://a/>|!<http://a/>)* ?o . ?o ?p ?q }",
    "path-both-ways": "SELECT (COUNT(*) AS ?n) { ?s (!<http://a/>|^!<http://a/>)+ ?o }",
    "path-twice": "SELECT (COUNT(*) AS ?n) { ?s ((!<http://a/>)*)+/(!<http://a/>)* ?o }",
    "not-exists-cross": f"ASK {{ {ANY} FILTER NOT EXISTS {{ ?a ?e ?i . ?f ?z ?y }} "
    "FILTER(?a < 0) }",
    "group-concat": f'SELECT (GROUP_CONCAT(STR(?a); separator="{"x" * 1000}") AS ?x) {{ {ANY} }}',
    "replace": "SELECT (STRLEN(?z) AS ?n) { VALUES ?a { 'aaaaaaaaaaaaaaaaaaaa' } "
    + " ".join(
        f"BIND(REPLACE(?{'abcdefghijkl'[n]}, 'a', 'aaaaaaaaaaaaaaaa') AS ?{'bcdefghijklz'[n]})"
        for n in range(12)
    )
    + " }",
    "concat-doubling": "SELECT (STRLEN(?v40) AS ?n) { BIND('0123456789' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
    + " }",
    "regex-nested": f'SELECT * {{ {ANY} FILTER(REGEX("{"a" * 4000}!", "^((a+)+)+$")) }}',
    "regex-size": 'ASK { FILTER(REGEX("a", "((a{1,100}){1,100}){1,100}")) }',
    "regex-alternatives": f"SELECT (COUNT(*) AS ?n) {{ {ANY} "
    f'FILTER(REGEX(STR(?c), "(x+x+)+y|{"|".join("ab" * 9 for _ in range(50))}")) }}',
    "values-product": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(60)))} }}" for n in range(6))
    + " }",
    "construct-product": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {ANY} }}",
    "hash": f"SELECT (MAX(SHA512(CONCAT(STR(?a), STR(?f), STR(?i)))) AS ?x) {{ {ANY} }}",
    "wide-result": f"SELECT * {{ {ANY} }}",
}
REACHING_OUT: tuple[str, ...] = (
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICESILENT<{url}>{{ ?s ?p ?o }} }}",
    "PREFIX service: <{url}> SELECT * {{ SERVICE service: {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "ASK {{ FILTER NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "DESCRIBE <{url}>",
    "LOAD <{url}>",
    "LOAD SILENT <{url}> INTO GRAPH <http://a/>",
)
"""Queries that would make a careless server fetch `{url}`."""
