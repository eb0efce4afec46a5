/** Networks for tests, made of what matters to each. */

import type { Bounds, Network, NetworkEdge, NetworkFact, NetworkFacts, NetworkNode } from "../src/api";

const UNKNOWN: Bounds = { startEarliest: null, startLatest: null, endEarliest: null, endLatest: null };
const ID = "https://w3id.org/phoihop/id/";

export function makeNode(id: string, given: Partial<NetworkNode> = {}): NetworkNode {
  const box = { lines: [id], width: 80, height: 17 };
  return {
    iri: `${ID}${id}`, id, label: { vi: id, en: null }, class: "PartyCommittee", shape: "party", expanded: false,
    left_out: null, more: false, x: 0, y: 0, rank: 0, name: { vi: box, en: box }, ...given,
  };
}

export function makeEdge(from: string, to: string, kind: string, bounds: Partial<Bounds> = {}): NetworkEdge {
  return {
    from: `${ID}${from}`, to: `${ID}${to}`, kind, statement: `${ID}${from}-${to}`, certainty: null, value: null,
    validity: { ...UNKNOWN, ...bounds },
  };
}

export function makeNetwork(nodes: NetworkNode[], edges: NetworkEdge[], asOf: string | null = null): Network {
  const dataset = { generation: "000001-x", content_hash: "x", as_of: asOf, sources: [] };
  return { dataset, start: nodes[0]!.iri, nodes, edges, kinds: { post: { vi: "giữ chức vụ tại", en: "holds a post in" } }, limit: 60 };
}

export function makeFacts(node: string, facts: NetworkFact[], leftOut = 0): NetworkFacts {
  const dataset = { generation: "000001-x", content_hash: "x", as_of: null, sources: [] };
  return { dataset, node: `${ID}${node}`, other: null, facts, total: facts.length + leftOut, left_out: leftOut };
}

export function makeFact(to: string, given: Partial<NetworkFact> = {}): NetworkFact {
  return {
    via: "x:via", via_label: { vi: "trực thuộc", en: "under" }, detail: null, direction: "out",
    neighbour: { iri: `${ID}${to}`, id: to, label: { vi: `Tên ${to}`, en: null } }, statement: "x:s", certainty: "stated",
    validity: UNKNOWN, time: { vi: "từ 06/10/2017", en: "from 2017-10-06" }, value: null,
    evidence: [{ iri: `${ID}ev/s.1`, id: "ev/s.1", text: "s:1", title: { vi: "Bài báo", en: "Article" } }], ...given,
  };
}
