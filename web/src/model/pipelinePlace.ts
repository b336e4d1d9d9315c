/** The places of a pipeline; each has an address of its own. */
export const pipelinePlaces = ['overview', 'partitions', 'rejects', 'ledger', 'settings'] as const;
export type PipelinePlace = (typeof pipelinePlaces)[number];

export const pipelinePlaceTitles: Readonly<Record<PipelinePlace, string>> = {
  overview: 'Overview',
  partitions: 'Partitions',
  rejects: 'Rejects',
  ledger: 'Ledger',
  settings: 'Settings',
};

export type PipelineAddress =
  | { readonly view: 'list' }
  | { readonly view: 'new' }
  | { readonly view: 'one'; readonly name: string; readonly place: PipelinePlace };

/** Names that are places of their own. */
export const reservedNames: ReadonlySet<string> = new Set(['new', 'preview']);

/** Reads `/pipelines/<name>/<place>`; an unknown place is the overview. */
export function parsePipelineAddress(path: string): PipelineAddress {
  const [, name = '', place] = path.split('/').filter(Boolean);
  if (name === '') return { view: 'list' };
  if (name === 'new') return { view: 'new' };
  return { view: 'one', name: decoded(name), place: pipelinePlaces.find((known) => known === place) ?? 'overview' };
}

export function pipelinePath(address: PipelineAddress): string {
  if (address.view === 'list') return '/pipelines';
  if (address.view === 'new') return '/pipelines/new';
  const base = `/pipelines/${encodeURIComponent(address.name)}`;
  return address.place === 'overview' ? base : `${base}/${address.place}`;
}

export function onePipeline(name: string, place: PipelinePlace = 'overview'): PipelineAddress {
  return { view: 'one', name, place };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
