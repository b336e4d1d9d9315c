import type { TreeSchema, TreeTable } from '../../model/tableTree';
import type { TableEntry } from '../../model/tableTypes';

/** A row of the tree as it is shown. */
export type TreeRow =
  | { readonly kind: 'schema'; readonly key: string; readonly schema: string; readonly isOpen: boolean; readonly count: number }
  | {
      readonly kind: 'table';
      /** The table's address. */
      readonly key: string;
      readonly schema: string;
      readonly table: TreeTable<TableEntry>;
      readonly position: number;
      readonly count: number;
    };

export function treeRows(schemas: readonly TreeSchema<TableEntry>[], closed: ReadonlySet<string>): TreeRow[] {
  return schemas.flatMap((schema): TreeRow[] => {
    const isOpen = !closed.has(schema.name);
    const count = schema.tables.length;
    const head: TreeRow = { kind: 'schema', key: schemaKey(schema.name), schema: schema.name, isOpen, count };
    if (!isOpen) return [head];
    const rows = schema.tables.map(
      (table, index): TreeRow => ({ kind: 'table', key: table.address, schema: schema.name, table, position: index + 1, count }),
    );
    return [head, ...rows];
  });
}

/** No address begins with a slash. */
function schemaKey(schema: string): string {
  return `/${schema}`;
}

export type TreeStep =
  | { readonly kind: 'focus'; readonly key: string }
  | { readonly kind: 'toggle'; readonly schema: string }
  | { readonly kind: 'open'; readonly address: string };

/** What a key does, by the tree pattern of the ARIA practices; undefined for keys that are not the tree's. */
export function treeStep(key: string, rows: readonly TreeRow[], current: TreeRow): TreeStep | undefined {
  const index = rows.indexOf(current);
  const to = (target: TreeRow | undefined): TreeStep | undefined => target && { kind: 'focus', key: target.key };
  switch (key) {
    case 'ArrowDown': return to(rows[index + 1]);
    case 'ArrowUp': return to(rows[index - 1]);
    case 'Home': return to(rows[0]);
    case 'End': return to(rows[rows.length - 1]);
    case 'ArrowRight': return current.kind === 'table' ? undefined : current.isOpen ? to(rows[index + 1]) : toggle(current);
    case 'ArrowLeft':
      if (current.kind === 'schema') return current.isOpen ? toggle(current) : undefined;
      return to(rows.find(({ key: other }) => other === schemaKey(current.schema)));
    case 'Enter':
    case ' ':
      return current.kind === 'schema' ? toggle(current) : { kind: 'open', address: current.key };
    default: return key.length === 1 && /\S/.test(key) ? to(nextByLetter(key, rows, index)) : undefined;
  }
}

function toggle({ schema }: TreeRow): TreeStep {
  return { kind: 'toggle', schema };
}

function nextByLetter(letter: string, rows: readonly TreeRow[], index: number): TreeRow | undefined {
  const round = [...rows.slice(index + 1), ...rows.slice(0, index + 1)];
  const label = (row: TreeRow): string => (row.kind === 'schema' ? row.schema : row.table.label);
  return round.find((row) => label(row).toLowerCase().startsWith(letter.toLowerCase()));
}
