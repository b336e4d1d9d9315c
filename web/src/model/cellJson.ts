import { parseJson } from './json';

/** JSON of a value on one line, up to about `limit` characters: a huge value must not cost more than its visible part. */
export function compactJson(value: unknown, limit: number): { readonly text: string; readonly isWhole: boolean } {
  const writer = new BoundedWriter(limit);
  write(value, writer);
  return { text: writer.text.slice(0, limit), isWhole: writer.text.length <= limit && !writer.isFull };
}

class BoundedWriter {
  text = '';
  isFull = false;

  constructor(private readonly limit: number) {}

  add(part: string): boolean {
    if (this.isFull) return false;
    this.text += part;
    if (this.text.length > this.limit) this.isFull = true;
    return !this.isFull;
  }

  get room(): number {
    return Math.max(0, this.limit - this.text.length) + 1;
  }
}

function write(value: unknown, writer: BoundedWriter): boolean {
  if (Array.isArray(value)) return writeItems(value, writer);
  if (typeof value === 'object' && value !== null) return writeFields(value, writer);
  if (typeof value === 'string') return writer.add(JSON.stringify(value.length > writer.room ? value.slice(0, writer.room) : value));
  return writer.add(JSON.stringify(value ?? null));
}

function writeItems(items: readonly unknown[], writer: BoundedWriter): boolean {
  if (!writer.add('[')) return false;
  for (const [index, item] of items.entries()) {
    if (index > 0 && !writer.add(',')) return false;
    if (!write(item, writer)) return false;
  }
  return writer.add(']');
}

function writeFields(fields: object, writer: BoundedWriter): boolean {
  if (!writer.add('{')) return false;
  let isFirst = true;
  for (const [name, field] of Object.entries(fields)) {
    if (!writer.add(`${isFirst ? '' : ','}${JSON.stringify(name)}:`)) return false;
    isFirst = false;
    if (!write(field, writer)) return false;
  }
  return writer.add('}');
}

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** One line of the inspector's tree. */
export interface JsonNode {
  readonly path: string;
  readonly label: string;
  readonly depth: number;
  readonly kind: JsonKind;
  /** Text of a plain value, or a summary such as `3 items`. */
  readonly text: string;
  readonly isOpenable: boolean;
}

export function jsonKind(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

const leafClip = 500;
/** Lines of one tree: beyond it the raw text is the better view. */
const maxNodes = 5_000;

/** The lines of a value's tree that are visible with these paths closed, parents first. */
export function jsonTree(value: unknown, closed: ReadonlySet<string>): JsonNode[] {
  const nodes: JsonNode[] = [];
  visit(value, '', '', 0, closed, nodes);
  return nodes;
}

function visit(value: unknown, label: string, path: string, depth: number, closed: ReadonlySet<string>, nodes: JsonNode[]): void {
  if (nodes.length >= maxNodes) return;
  const kind = jsonKind(value);
  const children = childrenOf(value);
  nodes.push({ path, label, depth, kind, text: summary(value, kind, children.length), isOpenable: children.length > 0 });
  if (closed.has(path)) return;
  for (const [name, child] of children) visit(child, name, `${path}/${encodeURIComponent(name)}`, depth + 1, closed, nodes);
}

function childrenOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((item, index): [string, unknown] => [String(index), item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function summary(value: unknown, kind: JsonKind, children: number): string {
  if (kind === 'array') return `${children} ${children === 1 ? 'item' : 'items'}`;
  if (kind === 'object') return `${children} ${children === 1 ? 'field' : 'fields'}`;
  const text = String(value ?? 'null');
  return text.length > leafClip ? `${text.slice(0, leafClip)}…` : text;
}

// Numbers of more digits than a double holds become strings, so that none is lost.
const stringsAndLongNumbers = /"(?:[^"\\]|\\.)*"|-?\d[\d.]{15,}(?:[eE][+-]?\d+)?/g;

/** The parsed form of a text that is a JSON object or array: people keep JSON in string columns. */
export function parsedJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const value = parseJson(text.replace(stringsAndLongNumbers, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  return typeof value === 'object' && value !== null ? value : undefined;
}
