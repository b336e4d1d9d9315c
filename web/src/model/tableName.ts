/** A table's two-part name: `schema.table`. The server prints the parts joined by a dot, unquoted. */
export interface TableNameParts {
  readonly schema: string;
  readonly table: string;
}

export const defaultSchema = 'delta_lake';

const plainIdentifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** An identifier as it can stand in SQL. */
export function quoteIdentifier(part: string): string {
  return plainIdentifier.test(part) ? part : `\`${part.replaceAll('`', '``')}\``;
}

export function sqlNameOf(parts: TableNameParts): string {
  return `${quoteIdentifier(parts.schema)}.${quoteIdentifier(parts.table)}`;
}

/** Names as an option of the API: a list with commas, or one by one where a name has a comma itself. */
export function nameList(names: readonly string[]): string | readonly string[] {
  // Only an option that is given more than once is not a list; an empty name is none.
  return names.some((name) => name.includes(',')) ? [...names, ''] : names.join(',');
}

/**
 * Splits a listed name. A dot inside a part makes the printed name ambiguous; a table of the lake's own folder lies in
 * `…/schema/table`, which decides. Otherwise the first dot does.
 */
export function splitListedName(name: string, location: string): TableNameParts {
  const folders = location.split('/');
  const table = folders[folders.length - 1] ?? '';
  const schema = folders[folders.length - 2] ?? '';
  if (table && schema && `${schema}.${table}` === name) return { schema, table };
  const dot = name.indexOf('.');
  return dot < 0 ? { schema: defaultSchema, table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}

/** Parses `table` or `schema.table` with back-quoted parts as the server does; null for what is no such name. */
export function parseTableName(text: string): TableNameParts | null {
  const parts = [''];
  let isQuoted = false;
  const characters = Array.from(text);
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '`' && isQuoted && characters[index + 1] === '`') {
      parts[parts.length - 1] += '`';
      index += 1;
    } else if (character === '`') isQuoted = !isQuoted;
    else if (character === '.' && !isQuoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  if (isQuoted || parts.some((part) => part === '')) return null;
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) return null;
  return second === undefined ? { schema: defaultSchema, table: first } : { schema: first, table: second };
}

/**
 * The name as addresses and API paths carry it: the printed form where that reads back as the same name, else with
 * back-quotes.
 */
export function addressOf(parts: TableNameParts): string {
  const printed = `${parts.schema}.${parts.table}`;
  const back = parseTableName(printed);
  return back !== null && sameName(back, parts) ? printed : sqlNameOf(parts);
}

export function sameName(left: TableNameParts, right: TableNameParts): boolean {
  return sqlNameOf(left).toLowerCase() === sqlNameOf(right).toLowerCase();
}

/** The names most like one that does not exist, best first; none that is nothing like it. */
export function nearestNames(wanted: string, names: readonly string[], count = 5): string[] {
  const target = wanted.toLowerCase();
  const tail = lastPart(target);
  const scored = names.map((name) => {
    const lower = name.toLowerCase();
    const distance = Math.min(editDistance(lower, target), editDistance(lastPart(lower), tail));
    return { name, distance: tail.length > 2 && lastPart(lower).includes(tail) ? Math.min(distance, 1) : distance };
  });
  const limit = Math.max(2, Math.floor(tail.length / 2));
  return scored
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name))
    .slice(0, count)
    .map(({ name }) => name);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Levenshtein's distance. */
export function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
