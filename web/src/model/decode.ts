/** Turns what came from outside into a value of a known shape, or throws a `DecodeError` that says where it differs. */
export type Decoder<Value> = (value: unknown, path?: string) => Value;

export class DecodeError extends Error {
  readonly path: string;

  constructor(path: string, expected: string, value: unknown) {
    super(`The answer has ${describe(value)} at ${path}; ${expected} was expected there.`);
    this.name = 'DecodeError';
    this.path = path;
  }
}

const root = '$';

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export const unknown: Decoder<unknown> = (value) => value;

export const string: Decoder<string> = (value, path = root) => {
  if (typeof value !== 'string') throw new DecodeError(path, 'a text', value);
  return value;
};

export const boolean: Decoder<boolean> = (value, path = root) => {
  if (typeof value !== 'boolean') throw new DecodeError(path, 'true or false', value);
  return value;
};

export const number: Decoder<number> = (value, path = root) => {
  if (typeof value !== 'number') throw new DecodeError(path, 'a number', value);
  return value;
};

export function literal<Text extends string>(...allowed: readonly Text[]): Decoder<Text> {
  return (value, path = root) => {
    const found = allowed.find((text) => text === value);
    if (found === undefined) throw new DecodeError(path, `one of ${allowed.join(', ')}`, value);
    return found;
  };
}

export function nullable<Value>(inner: Decoder<Value>): Decoder<Value | null> {
  return (value, path = root) => (value === null || value === undefined ? null : inner(value, path));
}

export function array<Value>(inner: Decoder<Value>): Decoder<readonly Value[]> {
  return (value, path = root) => {
    if (!Array.isArray(value)) throw new DecodeError(path, 'a list', value);
    return value.map((item: unknown, index) => inner(item, `${path}[${index}]`));
  };
}

/** Rows are many and their cells are decoded where they are shown: only that each is a list is looked at. */
export const rows: Decoder<readonly (readonly unknown[])[]> = (value, path = root) => {
  if (!Array.isArray(value)) throw new DecodeError(path, 'a list of rows', value);
  const all: readonly unknown[] = value;
  if (!all.every(isList)) throw new DecodeError(path, 'a list of lists', value);
  return all;
};

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new DecodeError(path, 'an object', value);
  return value;
}

export function record<Value>(inner: Decoder<Value>): Decoder<Readonly<Record<string, Value>>> {
  return (value, path = root) =>
    Object.fromEntries(Object.entries(fields(value, path)).map(([key, item]) => [key, inner(item, `${path}.${key}`)]));
}

type Decoders<Shape> = { readonly [Key in keyof Shape]-?: Decoder<Shape[Key]> };

/** An object with these fields; others are ignored, so that a newer server may say more. Null counts as absent. */
export function object<Required extends object, Optional extends object = Record<never, never>>(
  required: Decoders<Required>,
  optional?: Decoders<Optional>,
): Decoder<Readonly<Required> & Readonly<Partial<Optional>>> {
  const all = [...entriesOf(required, true), ...entriesOf(optional ?? {}, false)];
  return (value, path = root) => {
    const source = fields(value, path);
    const found: Record<string, unknown> = {};
    for (const { key, decode, isRequired } of all) {
      const item = source[key];
      if (isRequired || (item !== undefined && item !== null)) found[key] = decode(item, `${path}.${key}`);
    }
    if (!hasAll<Required, Optional>(found)) throw new DecodeError(path, 'an object', value);
    return found;
  };
}

interface Field {
  readonly key: string;
  readonly decode: Decoder<unknown>;
  readonly isRequired: boolean;
}

function entriesOf(decoders: Readonly<Record<string, unknown>> | object, isRequired: boolean): Field[] {
  return Object.entries(decoders).map(([key, decode]: [string, Decoder<unknown>]) => ({ key, decode, isRequired }));
}

/** Tells the compiler what the loop above has made sure of, field by field. */
function hasAll<Required, Optional>(found: object): found is Readonly<Required> & Readonly<Partial<Optional>> {
  return isObject(found);
}

export function map<From, To>(inner: Decoder<From>, change: (value: From) => To): Decoder<To> {
  return (value, path = root) => change(inner(value, path));
}

/** The list or value under one key of an answer: `{"tables": […]}`. */
export function under<Value>(key: string, inner: Decoder<Value>): Decoder<Value> {
  return (value, path = root) => inner(fields(value, path)[key], `${path}.${key}`);
}
