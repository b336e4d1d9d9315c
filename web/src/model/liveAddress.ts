import { record, object, string, nullable, type Decoder } from './decode';
import { parseJson } from './json';
import type { ParameterValue, QueryParameters } from './query';

/** What `/live?query=…` watches: an id lives as long as the server's run, a statement for ever. */
export interface LiveAddress {
  readonly query: string;
  readonly parameters?: QueryParameters;
}

const value: Decoder<ParameterValue> = (found) =>
  typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? found : null;
const parameters: Decoder<QueryParameters> = record(object({ type: string, value: nullable(value) }));

/** Longer ones are no address: browsers, proxies and people cut them. */
const longest = 4_000;

export function parseLiveAddress(search: string): LiveAddress | undefined {
  const options = new URLSearchParams(search);
  const query = options.get('query') ?? '';
  if (query.trim() === '') return undefined;
  const given = options.get('parameters');
  const named = given === null ? undefined : namedParameters(parseJson(given));
  return { query, ...(named ? { parameters: named } : {}) };
}

export function liveSearch({ query, parameters: named }: LiveAddress): string {
  const options = new URLSearchParams({ query, ...(named && Object.keys(named).length > 0 ? { parameters: JSON.stringify(named) } : {}) });
  return `?${options.toString().replaceAll('+', '%20')}`;
}

/** The lasting address of a live query; undefined for what can't be written as one. */
export function liveAddressOf(query: string, given: unknown): LiveAddress | undefined {
  const named = given === undefined || given === null ? {} : namedParameters(given);
  if (!named) return undefined;
  const address = { query, ...(Object.keys(named).length > 0 ? { parameters: named } : {}) };
  return liveSearch(address).length > longest ? undefined : address;
}

/** Undefined for parameters without names, and for such as have other shapes. */
function namedParameters(found: unknown): QueryParameters | undefined {
  try {
    return parameters(found);
  } catch {
    return undefined;
  }
}
