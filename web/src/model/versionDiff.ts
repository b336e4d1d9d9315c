import { parseType, typePaths } from './tableType';

/** A column's declarations as the server tells them: `name bigint NOT NULL`, absent where there is no such column. */
export interface DeclaredChange {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export type ChangeKind =
  | 'added' | 'removed' | 'renamed' | 'widened' | 'narrowed' | 'retyped' | 'nested' | 'nullability' | 'other';

export interface SchemaChange {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly label: string;
  readonly before?: Declaration;
  readonly after?: Declaration;
  /** Fields inside that came, went or changed, for a nested type. */
  readonly nested: readonly NestedChange[];
  /** Whether statements that read the column before may fail or read other values now. */
  readonly breaksReaders: boolean;
}

export interface NestedChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

export interface Declaration {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** Takes `name type [NOT NULL]` apart; the name may stand in back-quotes. */
export function parseDeclaration(text: string): Declaration {
  const match = /^\s*(?:`((?:[^`]|``)*)`|(\S+))\s+([\s\S]*?)(\s+NOT\s+NULL)?\s*$/i.exec(text);
  if (!match) return { name: text.trim(), type: '', nullable: true };
  const name = match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('``', '`');
  return { name, type: match[3] ?? '', nullable: match[4] === undefined };
}

const labels: Readonly<Record<ChangeKind, string>> = {
  added: 'Added',
  removed: 'Removed',
  renamed: 'Renamed',
  widened: 'Type widened',
  narrowed: 'Type narrowed',
  retyped: 'Type changed',
  nested: 'Fields changed',
  nullability: 'Nullability changed',
  other: 'Changed',
};

const breaking = new Set<ChangeKind>(['removed', 'renamed', 'narrowed', 'retyped']);

export function classifyChange(change: DeclaredChange): SchemaChange {
  const before = change.before === undefined ? undefined : parseDeclaration(change.before);
  const after = change.after === undefined ? undefined : parseDeclaration(change.after);
  const kind = kindOf(before, after);
  const nested = before && after ? nestedChanges(before.type, after.type) : [];
  const losesField = nested.some((field) => field.after === undefined || (field.before && field.before !== field.after));
  return {
    name: change.name,
    kind,
    label: kind === 'nullability' ? (after?.nullable ? 'May be null now' : 'Never null now') : labels[kind],
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    nested,
    breaksReaders: breaking.has(kind) || (kind === 'nested' && losesField),
  };
}

/** Those that break readers first, then by name. */
export function classifySchema(changes: readonly DeclaredChange[]): SchemaChange[] {
  return changes
    .map(classifyChange)
    .sort((left, right) => Number(right.breaksReaders) - Number(left.breaksReaders) || left.name.localeCompare(right.name));
}

function kindOf(before: Declaration | undefined, after: Declaration | undefined): ChangeKind {
  if (!before) return after ? 'added' : 'other';
  if (!after) return 'removed';
  if (before.type !== after.type) return kindOfTypes(before.type, after.type);
  if (before.nullable !== after.nullable) return 'nullability';
  return before.name === after.name ? 'other' : 'renamed';
}

function kindOfTypes(before: string, after: string): ChangeKind {
  const [old, fresh] = [parseType(before), parseType(after)];
  if (old.name === fresh.name && (old.children.length > 0 || fresh.children.length > 0)) return 'nested';
  if (isWider(before, after)) return 'widened';
  return isWider(after, before) ? 'narrowed' : 'retyped';
}

const integers = ['tinyint', 'smallint', 'int', 'bigint'];

/** Every value of the first type is one of the second: the widenings that Delta knows. */
function isWider(from: string, to: string): boolean {
  const [old, fresh] = [from.toLowerCase(), to.toLowerCase()];
  const [oldRank, freshRank] = [integers.indexOf(old), integers.indexOf(fresh)];
  if (oldRank >= 0 && freshRank >= 0) return freshRank > oldRank;
  if (old === 'float' && fresh === 'double') return true;
  if (oldRank >= 0 && oldRank <= 2 && fresh === 'double') return true;
  if (old === 'date' && fresh === 'timestamp_ntz') return true;
  const [oldDecimal, freshDecimal] = [decimalParts(old), decimalParts(fresh)];
  if (!freshDecimal) return false;
  if (oldRank >= 0) return freshDecimal.precision - freshDecimal.scale >= ([3, 5, 10, 19][oldRank] ?? 19);
  if (!oldDecimal) return false;
  const digits = freshDecimal.precision - freshDecimal.scale - (oldDecimal.precision - oldDecimal.scale);
  return digits >= 0 && freshDecimal.scale >= oldDecimal.scale;
}

function decimalParts(type: string): { precision: number; scale: number } | undefined {
  const match = /^decimal\((\d+)\s*,\s*(\d+)\)$/.exec(type);
  return match ? { precision: Number(match[1]), scale: Number(match[2]) } : undefined;
}

function nestedChanges(before: string, after: string): NestedChange[] {
  const old = new Map(typePaths(parseType(before)).map(({ path, type }) => [path, type]));
  const fresh = new Map(typePaths(parseType(after)).map(({ path, type }) => [path, type]));
  const removed = [...old].filter(([path]) => !fresh.has(path)).map(([path, type]) => ({ path, before: type }));
  const added = [...fresh].filter(([path]) => !old.has(path)).map(([path, type]) => ({ path, after: type }));
  const changed = [...old].flatMap(([path, type]) => {
    const now = fresh.get(path);
    return now !== undefined && now !== type ? [{ path, before: type, after: now }] : [];
  });
  return [...removed, ...changed, ...added];
}
