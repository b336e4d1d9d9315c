import type { ExplainProperty } from './explainTree';

/** One line of a plan: an operator and how deep it stands. */
export interface PlanLine {
  readonly depth: number;
  readonly operator: string;
  readonly detail: string;
  readonly properties: readonly ExplainProperty[];
}

/** Undefined for a line that names no operator. */
export function parsePlanLine(line: string): PlanLine | undefined {
  const indent = /^(?:[\s:]*?[+:]-\s?|\s*)/.exec(line)?.[0] ?? '';
  const rest = line.slice(indent.length).replace(/^[*'!]*(?:\(\d+\)\s+)?['!]?/, '');
  const depth = indent.length;
  if (!/^[A-Z]/.test(rest)) return undefined;
  return indent.includes('-') || isSparkOperator(rest) ? sparkLine(depth, rest) : dataFusionLine(depth, rest);
}

/** Spark puts a bracket, a parenthesis or nothing behind an operator's name, DataFusion a colon. */
function isSparkOperator(rest: string): boolean {
  return !/^[A-Z][A-Za-z ]*(\(.*?\))?:(\s|$)/.test(rest);
}

function sparkLine(depth: number, rest: string): PlanLine {
  const operator = /^[A-Z]\w*/.exec(rest)?.[0] ?? rest;
  const detail = rest.slice(operator.length).trim();
  const isWrapped = detail.startsWith('(') && detail.endsWith(')') && !/^\(\d+\)$/.test(detail);
  const parts = splitAtTop(isWrapped ? detail.slice(1, -1) : detail, ',');
  const isNamed = isWrapped && parts.every(isProperty);
  return { depth, operator, detail: isNamed ? '' : detail, properties: isNamed ? parts.map(propertyOf) : [] };
}

function dataFusionLine(depth: number, rest: string): PlanLine {
  const colon = rest.indexOf(':');
  const operator = rest.slice(0, colon).trim();
  const parts = splitAtTop(rest.slice(colon + 1), ',');
  const properties = parts.filter(isProperty).map(propertyOf);
  const detail = parts.filter((part) => !isProperty(part)).join(', ').trim();
  return { depth, operator, detail, properties };
}

const propertyPattern = /^\s*([a-z]\w*)=(?!=)([\s\S]*)$/;

function isProperty(part: string): boolean {
  return propertyPattern.test(part);
}

function propertyOf(part: string): ExplainProperty {
  const [, name = '', value = ''] = propertyPattern.exec(part) ?? [];
  return { name, value: value.trim() };
}

const opening = '([{';
const closing = ')]}';

/** Parts between separators outside every bracket. */
function splitAtTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (opening.includes(character)) depth += 1;
    else if (closing.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' ? parts : [...parts, last];
}
