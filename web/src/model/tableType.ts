/** A Spark SQL type taken apart, so that nested ones can be read. */
export interface TypeNode {
  /** `bigint`, `decimal(10,2)`, `struct`, `array` or `map`. */
  readonly name: string;
  /** Fields of a struct; `element` of an array; `key` and `value` of a map. */
  readonly children: readonly TypeField[];
}

export interface TypeField {
  readonly name: string;
  readonly type: TypeNode;
}

/** Never fails: text that is no type of Spark's is a type of that name. */
export function parseType(text: string): TypeNode {
  const trimmed = text.trim();
  const match = /^(struct|array|map)\s*<([\s\S]*)>$/i.exec(trimmed);
  if (!match) return { name: trimmed, children: [] };
  const name = (match[1] ?? '').toLowerCase();
  const inner = splitTop(match[2] ?? '');
  if (name === 'struct') return { name, children: inner.map(structField) };
  const labels = name === 'array' ? ['element'] : ['key', 'value'];
  return { name, children: inner.map((part, index) => ({ name: labels[index] ?? '', type: parseType(part) })) };
}

function structField(part: string): TypeField {
  const text = part.trim();
  const [head, inside] = /^`((?:[^`]|``)*)`\s*:?\s*/.exec(text) ?? [];
  if (head !== undefined && inside !== undefined) {
    return { name: inside.replaceAll('``', '`'), type: parseType(text.slice(head.length)) };
  }
  const colon = text.indexOf(':');
  if (colon < 0) return { name: text, type: { name: '', children: [] } };
  return { name: text.slice(0, colon).trim(), type: parseType(text.slice(colon + 1)) };
}

/** Splits at the commas outside brackets and back-quotes. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '`') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '<' || character === '(') depth += 1;
    if (character === '>' || character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  const last = text.slice(start);
  return last.trim() === '' && parts.length === 0 ? [] : [...parts, last];
}

export function isNested(type: TypeNode): boolean {
  return type.children.length > 0;
}

/** One line for a nested type: `struct of 3 fields`, `array of string`, `map of string to double`. */
export function typeSummary(type: TypeNode): string {
  const [first, second] = type.children;
  if (type.name === 'struct') return `struct of ${type.children.length} ${type.children.length === 1 ? 'field' : 'fields'}`;
  if (type.name === 'array' && first) return `array of ${typeSummary(first.type)}`;
  if (type.name === 'map' && first && second) return `map of ${typeSummary(first.type)} to ${typeSummary(second.type)}`;
  return type.name;
}

/** All nested fields with their paths, for the search and the comparison of two types. */
export function typePaths(type: TypeNode, prefix = ''): { path: string; type: string }[] {
  return type.children.flatMap((child) => {
    const path = prefix === '' ? child.name : `${prefix}.${child.name}`;
    return [{ path, type: child.type.name }, ...typePaths(child.type, path)];
  });
}

/** What a value of a type is good for: numbers and times have histograms. */
export function typeFamily(type: string): 'number' | 'time' | 'text' | 'boolean' | 'nested' | 'other' {
  const name = type.trim().toLowerCase();
  if (/^(tinyint|smallint|int|integer|bigint|long|float|double|real|decimal)\b/.test(name)) return 'number';
  if (/^(timestamp|timestamp_ntz|date)$/.test(name)) return 'time';
  if (/^(string|varchar|char)/.test(name)) return 'text';
  if (name === 'boolean') return 'boolean';
  return /^(struct|array|map)\b/.test(name) ? 'nested' : 'other';
}
