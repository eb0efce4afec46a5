// Ask an endpoint with fetch-sparql-endpoint and print what came, as one line of JSON.
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';

const endpoint = process.argv[2];
const fetcher = new SparqlEndpointFetcher({ method: process.argv[3] ?? 'POST' });

async function rows(query) {
  const found = [];
  for await (const binding of await fetcher.fetchBindings(endpoint, query)) {
    found.push(Object.fromEntries(Object.entries(binding).map(([name, term]) => [name, term.value])));
  }
  return found;
}

async function triples(query) {
  const found = [];
  for await (const quad of await fetcher.fetchTriples(endpoint, query)) {
    found.push([quad.subject.value, quad.predicate.value, quad.object.value]);
  }
  return found;
}

const label = 'http://www.w3.org/2000/01/rdf-schema#label';
const agreement = 'https://w3id.org/phoihop/ontology#Agreement';
let refused = '';
try {
  await rows('SELECT * {');
} catch (error) {
  refused = error.message;
}
console.log(JSON.stringify({
  rows: await rows(`SELECT ?s ?l { ?s a <${agreement}> ; <${label}> ?l } ORDER BY ?s ?l`),
  triples: await triples(`CONSTRUCT { ?s <${label}> ?l } { ?s a <${agreement}> ; <${label}> ?l }`),
  ask: await fetcher.fetchAsk(endpoint, `ASK { ?s a <${agreement}> }`),
  refused,
}));
