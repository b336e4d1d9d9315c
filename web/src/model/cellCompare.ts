import { cellKind, isNumberKind, type CellKind } from './cellType';
import { compactJson } from './cellJson';

interface Digits {
  readonly sign: 1 | -1;
  readonly whole: string;
  readonly fraction: string;
}

function digitsOf(text: string): Digits | undefined {
  const match = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match || text === '' || text === '-') return undefined;
  return { sign: match[1] === '-' ? -1 : 1, whole: match[2] ?? '', fraction: match[3] ?? '' };
}

function compareDigits(left: Digits, right: Digits): number {
  const isZero = (value: Digits): boolean => value.whole === '' && value.fraction === '';
  if (isZero(left) && isZero(right)) return 0;
  if (left.sign !== right.sign) return left.sign;
  const bySize = left.whole.length - right.whole.length || order(left.whole, right.whole) || order(left.fraction, right.fraction);
  return bySize * left.sign;
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Numbers that may be strings, exactly; NaN is the largest, as in Spark. */
export function compareNumbers(left: unknown, right: unknown): number {
  const near = Number(left);
  const far = Number(right);
  if (Number.isNaN(near) || Number.isNaN(far)) return Number(Number.isNaN(near)) - Number(Number.isNaN(far));
  if (near !== far) return near < far ? -1 : 1;
  if (typeof left !== 'string' && typeof right !== 'string') return 0;
  const exactLeft = digitsOf(String(left));
  const exactRight = digitsOf(String(right));
  return exactLeft && exactRight ? compareDigits(exactLeft, exactRight) : 0;
}

/** Spark orders text by its UTF-8 bytes, which is the order of code points, not of UTF-16 units. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codePointWeight(a) - codePointWeight(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function codePointWeight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Two values of one column that are not null. Times compare as text does: the server writes them in one form. */
export function compareValues(left: unknown, right: unknown, kind: CellKind): number {
  if (isNumberKind(kind)) return compareNumbers(left, right);
  if (kind === 'timestamp' || kind === 'timestampLocal') return compareTimes(String(left), String(right));
  return compareText(sortText(left), sortText(right));
}

function compareTimes(left: string, right: string): number {
  const trim = (text: string): string => text.replace(/Z$/, '');
  const [a, b] = [trim(left), trim(right)];
  const [aWhole = '', aFraction = ''] = a.split('.');
  const [bWhole = '', bFraction = ''] = b.split('.');
  const width = Math.max(aFraction.length, bFraction.length);
  return order(aWhole, bWhole) || order(aFraction.padEnd(width, '0'), bFraction.padEnd(width, '0'));
}

const sortTextLimit = 10_000;

function sortText(value: unknown): string {
  return typeof value === 'object' ? compactJson(value, sortTextLimit).text : String(value);
}

/** Comparison for a sort: nulls come last in either direction. */
export function rowComparer(type: string, isDescending: boolean): (left: unknown, right: unknown) => number {
  const kind = cellKind(type);
  const sign = isDescending ? -1 : 1;
  return (left, right) => {
    const leftIsNull = left === null || left === undefined;
    const rightIsNull = right === null || right === undefined;
    if (leftIsNull || rightIsNull) return Number(leftIsNull) - Number(rightIsNull);
    return compareValues(left, right, kind) * sign;
  };
}
