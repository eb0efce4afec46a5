/** Requests to the API of the server that sent the page; typed by its OpenAPI description. */

import type { paths } from "./openapi";
import { say } from "./words";

/** Paths of the API that answer GET. */
export type ReadPath = {
  [Path in keyof paths]: paths[Path] extends { get: object } ? Path : never;
}[keyof paths];

type Query<Path extends ReadPath> = paths[Path] extends {
  get: { parameters: { query?: infer Q } };
}
  ? Q
  : never;

export interface Label {
  vi: string | null;
  en: string | null;
}

export interface Hit {
  id: string;
  iri: string;
  type: string;
  label_vi: string;
  label_en: string | null;
  matched: string;
}

export interface NetworkNode {
  iri: string;
  id: string;
  label: Label;
  class: string | null;
  shape: string;
  expanded: boolean;
  left_out: number | null;
  more: boolean;
  x: number;
  y: number;
}

export interface NetworkEdge {
  from: string;
  to: string;
  kind: string;
  statement: string;
  certainty: string | null;
  value: string | null;
}

export interface Network {
  start: string;
  nodes: NetworkNode[];
  edges: NetworkEdge[];
}

/** What the server said against a request (RFC 9457), in words for a person. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly line: number | null = null,
    readonly column: number | null = null,
  ) {
    super(message);
  }
}

/** Ask a path of the API. Rejects with `Problem`; with `AbortError` when `signal` says so. */
export async function ask<Path extends ReadPath>(
  path: Path,
  query: NonNullable<Query<Path>>,
  signal?: AbortSignal,
): Promise<unknown> {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (value !== undefined && value !== null) fields.set(name, String(value));
  }
  return (await send(`${path}?${fields}`, "application/json", signal)).json();
}

/** Fetch an address of this server; what it refuses becomes a `Problem`. */
export async function send(url: string, accept: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { Accept: accept }, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, say("lost"));
  }
  if (response.ok) return response;
  throw await readProblem(response);
}

async function readProblem(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => null);
  const fields = (said ?? {}) as { detail?: string; line?: number; column?: number };
  const detail = fields.detail ? `: ${fields.detail}` : "";
  const words = `${say("refused")} (${response.status})${detail}`;
  return new Problem(response.status, words, fields.line ?? null, fields.column ?? null);
}
