export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A squarified treemap (Bruls, Huizing and van Wijk, 2000): one rectangle a weight, its area in proportion, in the
 * order given. The weights should come largest first; weights of zero or less get rectangles without area.
 */
export function squarify(weights: readonly number[], frame: Rectangle): Rectangle[] {
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const place = (index: number): Rectangle => placed[index] ?? { x: frame.x, y: frame.y, width: 0, height: 0 };
  const placed: Rectangle[] = [];
  if (total > 0 && frame.width > 0 && frame.height > 0) {
    const scale = (frame.width * frame.height) / total;
    const areas = weights.flatMap((weight, index) => (weight > 0 ? [{ index, area: weight * scale }] : []));
    fill(areas, frame, placed);
  }
  return weights.map((_, index) => place(index));
}

interface Area {
  readonly index: number;
  readonly area: number;
}

function fill(areas: readonly Area[], frame: Rectangle, placed: Rectangle[]): void {
  let rest = frame;
  let start = 0;
  while (start < areas.length) {
    const row = bestRow(areas, start, Math.min(rest.width, rest.height));
    const isLast = row.end === areas.length;
    rest = layRow(areas.slice(start, row.end), row.sum, rest, isLast, placed);
    start = row.end;
  }
}

/** The longest row whose worst ratio still gets better; running sums keep the whole layout linear. */
function bestRow(areas: readonly Area[], start: number, side: number): { end: number; sum: number } {
  let sum = 0;
  let smallest = Infinity;
  let largest = 0;
  let worst = Infinity;
  let end = start;
  for (; end < areas.length; end += 1) {
    const area = areas[end]?.area ?? 0;
    const [nextSum, low, high] = [sum + area, Math.min(smallest, area), Math.max(largest, area)];
    const ratio = Math.max((side * side * high) / (nextSum * nextSum), (nextSum * nextSum) / (side * side * low));
    if (end > start && ratio > worst) break;
    [sum, smallest, largest, worst] = [nextSum, low, high, ratio];
  }
  return { end, sum };
}

/** Puts a row along the shorter side and returns what is left of the frame. */
function layRow(row: readonly Area[], sum: number, frame: Rectangle, isLast: boolean, placed: Rectangle[]): Rectangle {
  const isColumn = frame.width >= frame.height;
  const side = isColumn ? frame.height : frame.width;
  // The last row takes what rounding left.
  const depth = isLast ? (isColumn ? frame.width : frame.height) : sum / side;
  let offset = 0;
  for (const { index, area } of row) {
    const length = (area / sum) * side;
    placed[index] = isColumn
      ? { x: frame.x, y: frame.y + offset, width: depth, height: length }
      : { x: frame.x + offset, y: frame.y, width: length, height: depth };
    offset += length;
  }
  return isColumn
    ? { x: frame.x + depth, y: frame.y, width: Math.max(0, frame.width - depth), height: frame.height }
    : { x: frame.x, y: frame.y + depth, width: frame.width, height: Math.max(0, frame.height - depth) };
}
