/** The places of a table; each has an address of its own. */
export const tablePlaces = [
  'overview', 'schema', 'sample', 'profile', 'history', 'diff', 'files', 'properties', 'ddl',
] as const;

export type TablePlace = (typeof tablePlaces)[number];

export const placeTitles: Readonly<Record<TablePlace, string>> = {
  overview: 'Overview',
  schema: 'Schema',
  sample: 'Sample',
  profile: 'Profile',
  history: 'History',
  diff: 'Diff',
  files: 'Files',
  properties: 'Properties',
  ddl: 'DDL',
};

/** Places that show the table as of any version; the others are about all of them. */
export const placesInTime: ReadonlySet<TablePlace> = new Set(['overview', 'schema', 'sample', 'profile', 'files', 'properties', 'ddl']);

export interface TableAddress {
  /** As `addressOf` writes it; empty when no table is chosen. */
  readonly name: string;
  readonly place: TablePlace;
  /** The version looked at; absent for the newest. */
  readonly version?: number;
  /** The two ends of a diff. */
  readonly from?: number;
  readonly to?: number;
  /** Which commits the history shows. */
  readonly operation?: string;
  readonly engine?: string;
  /** Whose bounds stand beside the files. */
  readonly columns?: readonly string[];
  /** How many rows the sample has. */
  readonly rows?: number;
  /** The dialog that is open. */
  readonly dialog?: TableDialog;
}

export type TableDialog = 'upload' | 'register';

export function parsePlace(text: string | undefined): TablePlace {
  return tablePlaces.find((place) => place === text) ?? 'overview';
}

/** Reads `/tables/<name>/<place>?version=…`; what can't be read falls back to the overview of the newest version. */
export function parseTableAddress(path: string, search: string): TableAddress {
  const [name = '', place] = path.replace(/^\/tables\/?/, '').split('/');
  const query = new URLSearchParams(search);
  const version = versionIn(query, 'version');
  const [from, to] = [versionIn(query, 'from'), versionIn(query, 'to')];
  const columns = query.getAll('column').filter((column) => column !== '');
  const dialog = query.get('dialog');
  return changedAddress({ name: decoded(name), place: parsePlace(place) }, {
    version,
    from,
    to,
    operation: query.get('operation') ?? undefined,
    engine: query.get('engine') ?? undefined,
    columns,
    rows: versionIn(query, 'rows'),
    dialog: dialog === 'upload' || dialog === 'register' ? dialog : undefined,
  });
}

type AddressChange = { readonly [Key in keyof TableAddress]?: TableAddress[Key] | undefined };

/** An address without what is empty in the change. */
export function changedAddress(address: TableAddress, change: AddressChange): TableAddress {
  const { name, place, version, from, to, operation, engine, columns, rows, dialog }: AddressChange = { ...address, ...change };
  return {
    name: name ?? '',
    place: place ?? 'overview',
    ...(version === undefined ? {} : { version }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(operation ? { operation } : {}),
    ...(engine ? { engine } : {}),
    ...(columns && columns.length > 0 ? { columns } : {}),
    ...(rows === undefined ? {} : { rows }),
    ...(dialog ? { dialog } : {}),
  };
}

export function tablePath(address: TableAddress): string {
  const query = new URLSearchParams();
  if (address.version !== undefined) query.set('version', String(address.version));
  if (address.from !== undefined) query.set('from', String(address.from));
  if (address.to !== undefined) query.set('to', String(address.to));
  if (address.operation) query.set('operation', address.operation);
  if (address.engine) query.set('engine', address.engine);
  for (const column of address.columns ?? []) query.append('column', column);
  if (address.rows !== undefined) query.set('rows', String(address.rows));
  if (address.dialog) query.set('dialog', address.dialog);
  const search = query.toString();
  const path = address.name === '' ? '/tables' : `/tables/${encodeURIComponent(address.name)}/${address.place}`;
  return `${path}${search ? `?${search}` : ''}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function versionIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The versions that the slider runs over. */
export interface VersionRange {
  readonly first: number;
  readonly last: number;
}

/**
 * @param oldestListed - The oldest commit that was listed, undefined with none.
 * @param isWhole - Whether the list has all commits that the log still has.
 */
export function versionRange(newest: number, oldestListed: number | undefined, isWhole: boolean): VersionRange {
  return { first: isWhole && oldestListed !== undefined ? Math.min(oldestListed, newest) : 0, last: newest };
}

/** Where a key takes the slider; undefined for one that it does not know. A page is a twentieth of the range. */
export function versionAfterKey(key: string, version: number, range: VersionRange): number | undefined {
  const page = Math.max(1, Math.round((range.last - range.first) / 20));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: version - 1,
    ArrowDown: version - 1,
    ArrowRight: version + 1,
    ArrowUp: version + 1,
    PageDown: version - page,
    PageUp: version + page,
    Home: range.first,
    End: range.last,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.min(range.last, Math.max(range.first, next));
}
