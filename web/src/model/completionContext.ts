import { beginsExpression, reservedWords } from './sqlKeywords';
import { statementAt } from './sqlScript';
import { isTrivia, nameOf, tokenizeSql, type SqlToken } from './sqlTokens';

/** What a cursor stands in: the half-typed name, what qualifies it, and the tables that its statement reads. */
export interface CompletionContext {
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  /** `a` and `b` of `a.b.|`. */
  readonly qualifier: readonly string[];
  readonly place: CompletionPlace;
  readonly tables: readonly NamedTable[];
  /** Names given by WITH. */
  readonly commonTables: readonly string[];
  /** An opening parenthesis follows, so a function's name needs none of its own. */
  readonly isBeforeCall: boolean;
}

/**
 * `table`: behind FROM, JOIN, INTO … `expression`: columns and functions. `continuation`: behind a complete expression or
 * name, where keywords go on. `alias`: behind AS, where people make up a name.
 */
export type CompletionPlace = 'table' | 'expression' | 'continuation' | 'alias';

export interface NamedTable {
  readonly name: readonly string[];
  readonly alias?: string;
}

/** Undefined where nothing is to complete: in strings, comments and numbers. */
export function completionContextAt(written: string, offset: number): CompletionContext | undefined {
  const text = withClosedName(written, offset);
  const tokens = tokenizeSql(text);
  const touching = tokens.find(({ start, end }) => start < offset && offset <= end);
  if (touching && isClosedToCompletion(touching, offset)) return undefined;
  const isName = touching?.kind === 'word' || touching?.kind === 'quotedName';
  const from = isName ? touching.start : offset;
  const before = tokens.filter((token) => token.end <= from && !isTrivia(token));
  const { qualifier, rest } = qualifierBefore(text, before, from);
  const body = statementAt(text, offset)?.range ?? { start: 0, end: text.length };
  const inStatement = tokens.filter((token) => token.start >= body.start && token.end <= body.end && !isTrivia(token));
  const to = isName && text === written ? touching.end : offset;
  return {
    from,
    to,
    typed: isName ? nameOf(text, { ...touching, end: offset, isOpen: true }) : '',
    qualifier,
    place: placeBehind(text, rest),
    ...tablesOf(text, inStatement, offset),
    isBeforeCall: written.charAt(to) === '(',
  };
}

/** A backtick just opened would take the rest of the text for its name: it is closed at the cursor. */
function withClosedName(text: string, offset: number): string {
  const touching = tokenizeSql(text).find(({ start, end }) => start < offset && offset <= end);
  const isOpenName = touching?.kind === 'quotedName' && touching.isOpen === true;
  return isOpenName ? `${text.slice(0, offset)}\`${text.slice(offset)}` : text;
}

function isClosedToCompletion(token: SqlToken, offset: number): boolean {
  if (token.kind === 'string' || token.kind === 'blockComment') return offset < token.end || token.isOpen === true;
  if (token.kind === 'quotedName') return offset === token.end && !token.isOpen;
  return token.kind === 'number' || token.kind === 'lineComment';
}

function qualifierBefore(text: string, before: readonly SqlToken[], from: number): { qualifier: string[]; rest: readonly SqlToken[] } {
  const qualifier: string[] = [];
  let index = before.length - 1;
  let edge = from;
  for (;;) {
    const dot = before[index];
    const name = before[index - 1];
    if (!dot || dot.end !== edge || text.slice(dot.start, dot.end) !== '.') break;
    if (!name || (name.kind !== 'word' && name.kind !== 'quotedName') || name.end !== dot.start) break;
    qualifier.unshift(nameOf(text, name));
    edge = name.start;
    index -= 2;
  }
  return { qualifier, rest: before.slice(0, index + 1) };
}

const tableWords = new Set(['from', 'join', 'into', 'update', 'table', 'overwrite', 'using']);
const clauseWords = new Set([
  'select', 'where', 'group', 'order', 'having', 'limit', 'on', 'union', 'intersect', 'except', 'set', 'values',
  'window', 'lateral', 'when', 'sort', 'offset',
]);

const lower = (text: string, token: SqlToken | undefined): string =>
  token ? text.slice(token.start, token.end).toLowerCase() : '';

function placeBehind(text: string, before: readonly SqlToken[]): CompletionPlace {
  if (wantsTable(text, before)) return 'table';
  const last = before[before.length - 1];
  if (!last) return 'expression';
  const word = lower(text, last);
  if (word === 'as') return 'alias';
  if (last.kind === 'word') return beginsExpression(word) ? 'expression' : 'continuation';
  const ends = last.kind === 'quotedName' || last.kind === 'string' || last.kind === 'number' || word === ')' || word === ']';
  return ends ? 'continuation' : 'expression';
}

/** Right behind such a word, or behind a comma of a FROM list. */
function wantsTable(text: string, before: readonly SqlToken[]): boolean {
  const last = lower(text, before[before.length - 1]);
  if (tableWords.has(last)) return true;
  if (last !== ',') return false;
  let depth = 0;
  for (let index = before.length - 2; index >= 0; index -= 1) {
    const word = lower(text, before[index]);
    if (word === ')') depth += 1;
    else if (word === '(') depth -= 1;
    if (depth < 0) return false;
    if (depth === 0 && clauseWords.has(word)) return false;
    if (depth === 0 && (word === 'from' || word === 'join')) return true;
  }
  return false;
}

interface StatementTables {
  readonly tables: NamedTable[];
  readonly commonTables: string[];
}

/** Every table that the statement names behind FROM, JOIN and so on, also in subqueries; but for the one being typed. */
function tablesOf(text: string, tokens: readonly SqlToken[], offset: number): StatementTables {
  const tables: NamedTable[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    if (!tableWords.has(lower(text, tokens[index]))) continue;
    let at: number | undefined = index + 1;
    while (at !== undefined) {
      const found = tableFrom(text, tokens, at);
      if (found && !(found.isTouching(offset))) tables.push(found.table);
      at = found && lower(text, tokens[found.next]) === ',' ? found.next + 1 : undefined;
    }
  }
  return { tables, commonTables: commonTablesOf(text, tokens) };
}

/** Every table that a script names. */
export function tablesNamedIn(text: string): NamedTable[] {
  return tablesOf(text, tokenizeSql(text).filter((token) => !isTrivia(token)), -1).tables;
}

interface FoundTable {
  readonly table: NamedTable;
  readonly next: number;
  readonly isTouching: (offset: number) => boolean;
}

function tableFrom(text: string, tokens: readonly SqlToken[], start: number): FoundTable | undefined {
  const name: string[] = [];
  let index = start;
  for (let token = tokens[index]; token && isTableWord(text, token); token = tokens[index]) {
    name.push(nameOf(text, token));
    index += 1;
    if (lower(text, tokens[index]) !== '.') break;
    index += 1;
  }
  const last = tokens[index - 1];
  if (name.length === 0 || !last) return undefined;
  const isTouching = (offset: number): boolean => last.end === offset;
  if (lower(text, tokens[index]) === 'as') index += 1;
  const alias = tokens[index];
  if (!alias || !isAlias(text, alias)) return { table: { name }, next: index, isTouching };
  return { table: { name, alias: nameOf(text, alias) }, next: index + 1, isTouching };
}

function isTableWord(text: string, token: SqlToken): boolean {
  return token.kind === 'quotedName' || (token.kind === 'word' && !reservedWords.has(lower(text, token)));
}

const notAliases = new Set([...clauseWords, 'version', 'timestamp', 'for', 'if', 'not', 'partition', 'using', 'natural']);

function isAlias(text: string, token: SqlToken): boolean {
  if (token.kind === 'quotedName') return true;
  const word = lower(text, token);
  return token.kind === 'word' && !reservedWords.has(word) && !notAliases.has(word);
}

function commonTablesOf(text: string, tokens: readonly SqlToken[]): string[] {
  if (!tokens.some((token) => lower(text, token) === 'with')) return [];
  const isName = (token: SqlToken | undefined): token is SqlToken =>
    token !== undefined && (token.kind === 'quotedName' || (token.kind === 'word' && !reservedWords.has(lower(text, token))));
  return tokens.flatMap((token, index) => {
    const starts = lower(text, tokens[index - 1]) === 'with' || lower(text, tokens[index - 1]) === ',';
    const isDefined = lower(text, tokens[index + 1]) === 'as' && lower(text, tokens[index + 2]) === '(';
    return starts && isDefined && isName(token) ? [nameOf(text, token)] : [];
  });
}

/** The name as it can stand in SQL: with backticks if it is no plain word, or one that SQL keeps for itself. */
export function quoteName(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedWords.has(name.toLowerCase());
  return isPlain ? name : `\`${name.replace(/`/g, '``')}\``;
}
