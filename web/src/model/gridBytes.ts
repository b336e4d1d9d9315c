import type { Row } from './cellType';

const bytesPerValue = 16;
const sampledRows = 50;

/** About what rows take in memory: for bounds, not for accounts. */
export function estimateBytes(rows: readonly Row[]): number {
  if (rows.length === 0) return 0;
  const step = Math.max(1, Math.floor(rows.length / sampledRows));
  let bytes = 0;
  let counted = 0;
  for (let index = 0; index < rows.length; index += step) {
    bytes += valueBytes(rows[index] ?? []);
    counted += 1;
  }
  return Math.ceil((bytes / counted) * rows.length);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return bytesPerValue + value.length * 2;
  if (typeof value !== 'object' || value === null) return bytesPerValue;
  let bytes = bytesPerValue;
  for (const part of Object.values(value)) bytes += valueBytes(part);
  return bytes;
}

const pageBytes = 512 * 1024;
const leastPageRows = 10;
const mostPageRows = 500;
/** Rows of the first look, from which the page size follows. */
export const probeRows = 50;

/** Rows of a page, so that pages of wide rows don't make the browser wait and pages of narrow ones are few. */
export function pageRowsFor(sample: readonly Row[]): number {
  if (sample.length === 0) return mostPageRows;
  const perRow = Math.max(1, estimateBytes(sample) / sample.length);
  return Math.min(mostPageRows, Math.max(leastPageRows, Math.floor(pageBytes / perRow)));
}
