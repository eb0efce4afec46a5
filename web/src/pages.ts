/** Addresses of the pages of nodes, as the pages themselves link them. */

import { language } from "./words";

const ID = "https://w3id.org/phoihop/id/";
const ORGANISATIONS = new Set(["com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass"]);
const FOLDERS: Record<string, string> = { per: "people", agr: "agreements", src: "sources", ev: "evidence" };

/** The short form of an IRI of ours: `ent/tkv`; any other stays whole. */
export function idOf(iri: string): string {
  return iri.startsWith(ID) ? iri.slice(ID.length) : iri;
}

/** The page of a node by its short form, in the language of the page that asks. */
export function pageOf(id: string): string {
  const [type = "", local = ""] = id.split("/");
  const folder = FOLDERS[type];
  const path = ORGANISATIONS.has(type) ? `organisations/${id}` : folder ? `${folder}/${local}` : `page/${id}`;
  return `/${path}?lang=${language()}`;
}
