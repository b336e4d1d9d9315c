import { addressOf, splitListedName } from './tableName';

/** What the tree needs of a listed table. */
export interface ListedTable {
  readonly name: string;
  readonly location: string;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export interface TreeTable<Entry extends ListedTable> {
  readonly entry: Entry;
  /** The table's part of the name. */
  readonly label: string;
  readonly address: string;
  /** Where the search hit the label: [start, end) in UTF-16 units; none for a hit in the schema's name. */
  readonly match?: readonly [number, number];
}

export interface TreeSchema<Entry extends ListedTable> {
  readonly name: string;
  readonly tables: readonly TreeTable<Entry>[];
  /** Tables that the search leaves out. */
  readonly hidden: number;
}

/** Schemas and their tables by name; with a search those alone that have all its words in `schema.table`. */
export function tableTree<Entry extends ListedTable>(tables: readonly Entry[], search: string): TreeSchema<Entry>[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const schemas = new Map<string, { tables: TreeTable<Entry>[]; hidden: number }>();
  for (const entry of tables) {
    const parts = splitListedName(entry.name, entry.location);
    const schema = schemas.get(parts.schema) ?? { tables: [], hidden: 0 };
    schemas.set(parts.schema, schema);
    const full = `${parts.schema}.${parts.table}`.toLowerCase();
    if (!words.every((word) => full.includes(word))) {
      schema.hidden += 1;
      continue;
    }
    const match = matchIn(parts.table, words);
    schema.tables.push({ entry, label: parts.table, address: addressOf(parts), ...(match ? { match } : {}) });
  }
  return [...schemas]
    .map(([name, { tables: found, hidden }]) => ({ name, tables: found.sort(byLabel), hidden }))
    .filter(({ tables: found }) => words.length === 0 || found.length > 0)
    .sort((left, right) => compareNames(left.name, right.name));
}

function matchIn(label: string, words: readonly string[]): readonly [number, number] | undefined {
  const lower = label.toLowerCase();
  // A letter that changes its length in lower case would move every mark behind it.
  if (lower.length !== label.length) return undefined;
  for (const word of words) {
    const start = lower.indexOf(word);
    if (start >= 0) return [start, start + word.length];
  }
  return undefined;
}

function byLabel(left: { readonly label: string }, right: { readonly label: string }): number {
  return compareNames(left.label, right.label);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** `table2` goes before `table10`. */
export function compareNames(left: string, right: string): number {
  return collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
