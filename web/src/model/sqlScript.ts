import { sqlKeywords } from './sqlKeywords';
import { isTrivia, nameOf, tokenizeSql, type SqlToken } from './sqlTokens';

/** Offsets in UTF-16 units, as JavaScript and CodeMirror count them; `end` is behind the last one. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One piece of a script. The pieces' ranges cover the script without a gap. */
export interface SqlStatement {
  /** With the blanks and comments around it and its semicolon. */
  readonly range: TextRange;
  /** What is sent to the server: from the first comment or word to the last word. */
  readonly body: TextRange;
  /** Only blanks, comments, or a lone semicolon. */
  readonly isEmpty: boolean;
}

/** Positions as the server tells them: both from 1, columns in Unicode scalars. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export function splitStatements(text: string): SqlStatement[] {
  const tokens = tokenizeSql(text);
  const statements: SqlStatement[] = [];
  let first = 0;
  while (first < tokens.length) {
    const semicolon = indexFrom(tokens, first, (token) => token.kind === 'semicolon');
    const next = semicolon < tokens.length ? afterRestOfLine(text, tokens, semicolon + 1) : tokens.length;
    statements.push(statementOf(text, tokens.slice(first, next), tokens[semicolon]?.start ?? text.length));
    first = next;
  }
  return statements;
}

/** Those that can be run. */
export function runnableStatements(text: string): SqlStatement[] {
  return splitStatements(text).filter((statement) => !statement.isEmpty);
}

/** The statement that a cursor stands in or right behind; of blanks between two, the one before. */
export function statementAt(text: string, offset: number): SqlStatement | undefined {
  const runnable = runnableStatements(text);
  const touched = runnable.find(({ range, body }) => offset <= range.end && offset >= body.start);
  if (touched) return touched;
  const before = runnable.filter(({ range }) => range.end <= offset);
  return before[before.length - 1] ?? runnable[0];
}

function indexFrom<T>(list: readonly T[], from: number, matches: (item: T) => boolean): number {
  let index = from;
  for (let item = list[index]; item !== undefined && !matches(item); item = list[index]) index += 1;
  return index;
}

/** Blanks and a comment behind a semicolon on its line belong to the statement that it ends. */
function afterRestOfLine(text: string, tokens: readonly SqlToken[], index: number): number {
  let next = index;
  const isBlank = (token: SqlToken | undefined): boolean =>
    token?.kind === 'space' && !/[\r\n]/.test(text.slice(token.start, token.end));
  if (isBlank(tokens[next])) next += 1;
  if (tokens[next]?.kind === 'lineComment') next += 1;
  return next;
}

function statementOf(text: string, tokens: readonly SqlToken[], semicolon: number): SqlStatement {
  const inside = tokens.filter((token) => token.start < semicolon);
  const significant = inside.filter((token) => !isTrivia(token));
  const start = tokens[0]?.start ?? 0;
  const range = { start, end: tokens[tokens.length - 1]?.end ?? text.length };
  const last = significant[significant.length - 1];
  if (!last) return { range, body: { start, end: start }, isEmpty: true };
  const bodyStart = inside.find((token) => token.kind !== 'space')?.start ?? start;
  return { range, body: { start: bodyStart, end: last.end }, isEmpty: false };
}

/** Names of `:name` markers, each once, in order of first use. */
export function parametersOf(text: string): string[] {
  const tokens = tokenizeSql(text).filter((token) => !isTrivia(token));
  const names = new Set<string>();
  let structDepth = 0;
  tokens.forEach((token, index) => {
    structDepth = structDepthAfter(text, tokens, index, structDepth);
    const next = tokens[index + 1];
    if (token.kind !== 'colon' || structDepth > 0 || next?.kind !== 'word') return;
    if (startsMarker(text, tokens, index)) names.add(nameOf(text, next));
  });
  return [...names];
}

/** `struct<a:int>` holds no parameter: follows the angle brackets behind STRUCT. */
function structDepthAfter(text: string, tokens: readonly SqlToken[], index: number, depth: number): number {
  const written = (at: number): string => {
    const token = tokens[at];
    return token ? text.slice(token.start, token.end).toLowerCase() : '';
  };
  if (written(index) === '<' && (depth > 0 || written(index - 1) === 'struct')) return depth + 1;
  return depth > 0 && written(index) === '>' ? depth - 1 : depth;
}

/** A colon before a word, unless it continues the name, call or literal right before it (`payload:user`, `a[1:n]`). */
function startsMarker(text: string, tokens: readonly SqlToken[], index: number): boolean {
  const previous = tokens[index - 1];
  const colon = tokens[index];
  if (!previous || !colon) return true;
  const written = text.slice(previous.start, previous.end).toLowerCase();
  switch (previous.kind) {
    case 'word': {
      const beforeIt = tokens[index - 2];
      const isPartOfName = beforeIt !== undefined && text.slice(beforeIt.start, beforeIt.end) === '.';
      return sqlKeywords.has(written) && !isPartOfName && previous.end !== colon.start;
    }
    case 'quotedName':
    case 'string':
    case 'number':
      return false;
    default:
      return written !== ')' && written !== ']';
  }
}

const lineEnd = /\r\n|\r|\n/g;

/** The offset of a position that the server told of the statement; nearest inside it when the position is beyond. */
export function offsetOfPosition(text: string, position: TextPosition): number {
  let lineStart = 0;
  let line = 1;
  lineEnd.lastIndex = 0;
  while (line < position.line) {
    const match = lineEnd.exec(text);
    if (!match) break;
    lineStart = lineEnd.lastIndex;
    line += 1;
  }
  return lineStart + scalarsToUnits(text.slice(lineStart).split(/[\r\n]/, 1)[0] ?? '', position.column - 1);
}

function scalarsToUnits(line: string, scalars: number): number {
  let units = 0;
  let left = scalars;
  for (const character of line) {
    if (left <= 0) break;
    units += character.length;
    left -= 1;
  }
  return units;
}

/** What to underline for an error told at `offset`: the whole dotted name or the token there, else the text's last one. */
export function rangeToMark(text: string, offset: number): TextRange {
  const significant = tokenizeSql(text).filter((token) => !isTrivia(token));
  const found = significant.findIndex(({ end }) => end > offset);
  const first = found < 0 ? significant.length - 1 : found;
  const token = significant[first];
  if (!token) return { start: 0, end: text.length };
  return { start: token.start, end: endOfName(text, significant, first) };
}

function endOfName(text: string, tokens: readonly SqlToken[], first: number): number {
  const isName = (token: SqlToken | undefined): token is SqlToken => token?.kind === 'word' || token?.kind === 'quotedName';
  let end = tokens[first]?.end ?? text.length;
  if (!isName(tokens[first])) return end;
  for (let index = first + 1; text.charAt(tokens[index]?.start ?? text.length) === '.'; index += 2) {
    const part = tokens[index + 1];
    if (tokens[index]?.kind !== 'symbol' || !isName(part)) break;
    end = part.end;
  }
  return end;
}
