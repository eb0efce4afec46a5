/** Requests to the API of the server that sent the page; every type is that of its OpenAPI description. */

import type { components, paths } from "./openapi";
import { say } from "./words";

type Schemas = components["schemas"];

export type Hit = Schemas["SearchHitModel"];
export type Label = Schemas["LabelModel"];
export type Words = Schemas["WordsModel"];
export type Bounds = Schemas["BoundsModel"];
export type NetworkNode = Schemas["NetworkNodeModel"];
export type NetworkEdge = Schemas["NetworkEdgeModel"];
export type Network = Schemas["NetworkModel"];
export type NetworkFact = Schemas["NetworkFactModel"];
export type NetworkFacts = Schemas["NetworkFactsModel"];
export type Vocabulary = Schemas["VocabularyModel"];
export type ProblemDocument = Schemas["Problem"];

/** Paths of the API that answer GET with JSON whose shape is described. */
export type ReadPath = {
  [Path in keyof paths]: Answer<Path> extends never ? never : Path;
}[keyof paths];

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

type Query<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Fields } };
}
  ? [Fields] extends [undefined] ? Record<string, never> : NonNullable<Fields>
  : never;

const BUSY = new Set(["query-timeout", "query-too-large", "store-busy"]);

/** What the server said against a request (RFC 9457), in words for a person; status 0 when it said nothing. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Ask a path of the API. Rejects with `Problem`; with `AbortError` when `signal` says so. */
export async function ask<Path extends ReadPath>(
  path: Path,
  query: Query<Path>,
  signal?: AbortSignal,
): Promise<Answer<Path>> {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (value !== undefined && value !== null) fields.set(name, String(value));
  }
  const response = await send(`${path}?${fields}`, "application/json", signal);
  return (await response.json()) as Answer<Path>;
}

/** Fetch an address of this server; what it refuses becomes a `Problem`. */
export async function send(url: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const response = await reach(url, accept, signal);
  if (response.ok) return response;
  throw await readProblem(response);
}

/** Fetch an address of this server, whatever its status; a server that cannot be reached is a `Problem`. */
export async function reach(url: string, accept: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { headers: { Accept: accept }, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, say("lost"));
  }
}

/** What to say of anything that went wrong. */
export function wordsOf(error: unknown): string {
  return error instanceof Problem ? error.message : say("lost");
}

async function readProblem(response: Response): Promise<Problem> {
  const fields = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>;
  if (BUSY.has(fields.code ?? "")) return new Problem(response.status, say("busy"));
  const detail = fields.detail ? `: ${fields.detail}` : "";
  return new Problem(response.status, `${say("refused")} (${response.status})${detail}`);
}
