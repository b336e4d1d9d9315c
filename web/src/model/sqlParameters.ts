import { isTrivia, tokenizeSql, type SqlToken } from './sqlTokens';

/** The types that people choose from; each is one of openapi's `Parameter`. */
export const parameterTypes = ['string', 'bigint', 'double', 'decimal', 'boolean', 'date', 'timestamp'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** An input of the parameters bar. The text is kept as typed, also while it is not yet a value. */
export interface ParameterInput {
  readonly type: ParameterType;
  readonly text: string;
  readonly isNull: boolean;
}

/** openapi's `Parameter` with its type. */
export interface TypedParameter {
  readonly type: ParameterType;
  readonly value: string | number | boolean | null;
}

export type ParameterInputs = Readonly<Record<string, ParameterInput>>;
export type TypedParameters = Readonly<Record<string, TypedParameter>>;

export type ParsedParameter =
  | { readonly kind: 'value'; readonly parameter: TypedParameter }
  | { readonly kind: 'invalid'; readonly reason: string };

const smallestBigint = BigInt('-9223372036854775808');
const largestBigint = BigInt('9223372036854775807');

export function isParameterType(type: string): type is ParameterType {
  return parameterTypes.some((known) => known === type);
}

export function parseParameter(input: ParameterInput): ParsedParameter {
  if (input.isNull) return { kind: 'value', parameter: { type: input.type, value: null } };
  if (input.type === 'string') return { kind: 'value', parameter: { type: 'string', value: input.text } };
  const text = input.text.trim();
  return text === '' ? { kind: 'invalid', reason: 'Give a value, or choose NULL.' } : parsers[input.type](text);
}

type Parser = (text: string) => ParsedParameter;

const parsers: Record<Exclude<ParameterType, 'string'>, Parser> = {
  bigint: parseBigint,
  double: parseDouble,
  decimal: parseDecimal,
  boolean: parseBoolean,
  date: parseDate,
  timestamp: parseTimestamp,
};

const invalid = (reason: string): ParsedParameter => ({ kind: 'invalid', reason });

/**
 * Numbers of JSON lose digits beyond 2^53; those travel as a decimal, which compares and computes exactly with a bigint.
 */
function parseBigint(text: string): ParsedParameter {
  if (!/^[+-]?\d{1,19}$/.test(text)) return invalid('A whole number, such as 42.');
  const exact = BigInt(text.replace(/^\+/, ''));
  if (exact < smallestBigint || exact > largestBigint) return invalid('Beyond what a bigint holds; choose decimal.');
  const value = Number(exact);
  if (Number.isSafeInteger(value)) return { kind: 'value', parameter: { type: 'bigint', value } };
  return { kind: 'value', parameter: { type: 'decimal', value: exact.toString() } };
}

function parseDouble(text: string): ParsedParameter {
  const value = Number(text);
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(value);
  return isNumber ? { kind: 'value', parameter: { type: 'double', value } } : invalid('A number, such as 0.25 or 1e6.');
}

function parseDecimal(text: string): ParsedParameter {
  const digits = text.replace(/\D/g, '').length;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) || digits > 38) return invalid('A number of at most 38 digits, such as 19.90.');
  return { kind: 'value', parameter: { type: 'decimal', value: text } };
}

function parseBoolean(text: string): ParsedParameter {
  const written = text.toLowerCase();
  if (written !== 'true' && written !== 'false') return invalid('true or false.');
  return { kind: 'value', parameter: { type: 'boolean', value: written === 'true' } };
}

function parseDate(text: string): ParsedParameter {
  if (!isDate(text)) return invalid('A date, such as 2026-11-25.');
  return { kind: 'value', parameter: { type: 'date', value: text } };
}

/** Without a zone it is UTC, as in the engine's sessions. Seconds and zone may be left out. */
function parseTimestamp(text: string): ParsedParameter {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match ?? [];
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(minutes) && /^:[0-5]\d/.test(seconds);
  if (!isDate(day) || !isTime) return invalid('A time in UTC, such as 2026-11-25 09:30.');
  return { kind: 'value', parameter: { type: 'timestamp', value: `${day}T${minutes}${seconds}${zone}` } };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The request's `parameters` of these names, or what is wrong with the first that has no value. */
export type CollectedParameters =
  | { readonly kind: 'values'; readonly parameters: TypedParameters }
  | { readonly kind: 'invalid'; readonly name: string; readonly reason: string };

export function collectParameters(names: readonly string[], inputs: ParameterInputs): CollectedParameters {
  const parameters: Record<string, TypedParameter> = {};
  for (const name of names) {
    const input = inputs[name];
    if (!input) return { kind: 'invalid', name, reason: 'Give it a value first.' };
    const parsed = parseParameter(input);
    if (parsed.kind === 'invalid') return { kind: 'invalid', name, reason: parsed.reason };
    parameters[name] = parsed.parameter;
  }
  return { kind: 'values', parameters };
}

export function emptyInput(type: ParameterType): ParameterInput {
  return { type, text: '', isNull: false };
}

const comparisons = new Set(['=', '==', '<', '<=', '>', '>=', '<>', '!=']);

/** The type of the column that a marker is compared with (`status >= :least`); what its name says; else string. */
export function guessParameterType(
  text: string,
  name: string,
  columnType: (column: string) => string | undefined,
): ParameterType {
  const compared = columnComparedWith(text, name);
  const type = compared === undefined ? undefined : columnType(compared);
  return (type === undefined ? undefined : parameterTypeOf(type)) ?? typeByName(name) ?? 'string';
}

function columnComparedWith(text: string, name: string): string | undefined {
  const tokens = tokenizeSql(text).filter((token) => !isTrivia(token));
  const written = (token: SqlToken | undefined): string => (token ? text.slice(token.start, token.end) : '');
  const marker = tokens.findIndex((token, index) => token.kind === 'colon' && written(tokens[index + 1]) === name);
  if (marker < 2 || !comparisons.has(written(tokens[marker - 1]))) return undefined;
  const column = tokens[marker - 2];
  return column?.kind === 'word' || column?.kind === 'quotedName' ? written(column).replace(/`/g, '') : undefined;
}

/** The parameter type for a Spark SQL column type. */
export function parameterTypeOf(columnType: string): ParameterType | undefined {
  const base = columnType.toLowerCase().replace(/\(.*$/, '');
  if (['tinyint', 'smallint', 'int', 'bigint'].includes(base)) return 'bigint';
  if (base === 'float' || base === 'double') return 'double';
  if (base.startsWith('timestamp')) return 'timestamp';
  return isParameterType(base) ? base : undefined;
}

function typeByName(name: string): ParameterType | undefined {
  if (/(^|_)(date|day)$/i.test(name)) return 'date';
  if (/(^|_)(at|since|until|timestamp|time)$/i.test(name)) return 'timestamp';
  if (/(^|_)(n|limit|count|hours|days|minutes|version)$/i.test(name)) return 'bigint';
  return undefined;
}
