import type { SavedQuery } from './workspace';

export interface SavedFolder {
  /** The last part of the path; "" of the root. */
  readonly name: string;
  readonly path: string;
  readonly folders: readonly SavedFolder[];
  readonly queries: readonly SavedQuery[];
}

interface GrowingFolder {
  readonly name: string;
  readonly path: string;
  readonly folders: GrowingFolder[];
  readonly queries: SavedQuery[];
}

/** Folders before queries, both by name; a folder above one in use is there too. */
export function savedTree(queries: readonly SavedQuery[]): SavedFolder {
  const root: GrowingFolder = { name: '', path: '', folders: [], queries: [] };
  const byPath = new Map<string, GrowingFolder>([['', root]]);
  for (const query of [...queries].sort((one, other) => compare(one.name, other.name))) {
    folderAt(byPath, normalFolder(query.folder)).queries.push(query);
  }
  for (const folder of byPath.values()) folder.folders.sort((one, other) => compare(one.name, other.name));
  return root;
}

function folderAt(byPath: Map<string, GrowingFolder>, path: string): GrowingFolder {
  const known = byPath.get(path);
  if (known) return known;
  const slash = path.lastIndexOf('/');
  const folder: GrowingFolder = { name: path.slice(slash + 1), path, folders: [], queries: [] };
  byPath.set(path, folder);
  folderAt(byPath, slash < 0 ? '' : path.slice(0, slash)).folders.push(folder);
  return folder;
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, undefined, { numeric: true, sensitivity: 'base' });
}

/** ` /a//b/ ` is `a/b`. */
export function normalFolder(folder: string): string {
  return folder
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/');
}

/** Those whose name, folder or text has every word of the search. */
export function searchSaved(queries: readonly SavedQuery[], search: string): SavedQuery[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return queries.filter(({ name, folder, query }) => {
    const text = `${folder}/${name}\n${query}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What keeps a name from being saved; undefined if nothing does. */
export function nameProblem(name: string, folder: string, queries: readonly SavedQuery[], ownId?: string): string | undefined {
  const wanted = name.trim();
  if (wanted === '') return 'Give the query a name.';
  if (wanted.length > 200) return 'A name has at most 200 characters.';
  const path = normalFolder(folder);
  const taken = queries.some((query) => query.id !== ownId && query.name === wanted && normalFolder(query.folder) === path);
  return taken ? 'This folder has a query of that name; choose another.' : undefined;
}
