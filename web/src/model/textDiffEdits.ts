/** Myers, "An O(ND) difference algorithm and its variations" (1986), with common ends cut off first. */
export type Edit =
  | { readonly kind: 'same'; readonly before: number; readonly after: number; readonly length: number }
  | {
      readonly kind: 'replaced';
      readonly before: number;
      readonly removed: number;
      readonly after: number;
      readonly added: number;
    };

/** Texts further apart than this are told as one replacement, so that time and memory stay bounded. */
const largestDistance = 1_000;

export function shortestEdit(before: readonly string[], after: readonly string[]): Edit[] {
  const head = commonLength(before, after, (index) => index, (index) => index);
  const limit = Math.min(before.length, after.length) - head;
  const tail = Math.min(
    limit,
    commonLength(before, after, (index) => before.length - 1 - index, (index) => after.length - 1 - index),
  );
  const inner = { before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail) };
  const edits: Edit[] = [];
  addSame(edits, 0, 0, head);
  for (const [x, y, kind] of editPath(inner.before, inner.after)) addStep(edits, x + head, y + head, kind);
  addSame(edits, before.length - tail, after.length - tail, tail);
  return edits;
}

type Place = (index: number) => number;

function commonLength(before: readonly string[], after: readonly string[], old: Place, fresh: Place): number {
  const limit = Math.min(before.length, after.length);
  let length = 0;
  while (length < limit && before[old(length)] === after[fresh(length)]) length += 1;
  return length;
}

type StepKind = 'same' | 'removed' | 'added';
type Step = readonly [before: number, after: number, kind: StepKind];

/** Furthest reaching ends by diagonal, kept for each distance, then walked back from the end. */
function editPath(before: readonly string[], after: readonly string[]): Step[] {
  const history: Map<number, number>[] = [];
  let ends = new Map<number, number>([[1, 0]]);
  for (let distance = 0; distance <= before.length + after.length; distance += 1) {
    if (distance > largestDistance) return replaceAll(before.length, after.length);
    history.push(ends);
    ends = nextEnds(before, after, ends, distance);
    if ((ends.get(before.length - after.length) ?? -1) >= before.length) {
      return walkBack(before.length, after.length, history);
    }
  }
  return [];
}

function nextEnds(
  before: readonly string[],
  after: readonly string[],
  ends: ReadonlyMap<number, number>,
  distance: number,
): Map<number, number> {
  const next = new Map<number, number>();
  for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
    let x = startOf(ends, diagonal, distance);
    while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
    next.set(diagonal, x);
  }
  return next;
}

function comesFromAbove(ends: ReadonlyMap<number, number>, diagonal: number, distance: number): boolean {
  if (diagonal === -distance) return true;
  return diagonal !== distance && (ends.get(diagonal - 1) ?? -1) < (ends.get(diagonal + 1) ?? -1);
}

function startOf(ends: ReadonlyMap<number, number>, diagonal: number, distance: number): number {
  const above = comesFromAbove(ends, diagonal, distance);
  return above ? (ends.get(diagonal + 1) ?? 0) : (ends.get(diagonal - 1) ?? 0) + 1;
}

function walkBack(oldLength: number, newLength: number, history: readonly Map<number, number>[]): Step[] {
  const steps: Step[] = [];
  let x = oldLength;
  let y = newLength;
  for (let distance = history.length - 1; distance >= 0; distance -= 1) {
    const ends = history[distance] ?? new Map<number, number>();
    const start = startOf(ends, x - y, distance);
    const isAdded = comesFromAbove(ends, x - y, distance);
    while (x > start) {
      x -= 1;
      y -= 1;
      steps.push([x, y, 'same']);
    }
    if (distance === 0) break;
    if (isAdded) y -= 1;
    else x -= 1;
    steps.push([x, y, isAdded ? 'added' : 'removed']);
  }
  return steps.reverse();
}

function replaceAll(oldLength: number, newLength: number): Step[] {
  const removed = Array.from({ length: oldLength }, (_, index): Step => [index, 0, 'removed']);
  const added = Array.from({ length: newLength }, (_, index): Step => [oldLength, index, 'added']);
  return [...removed, ...added];
}

function addSame(edits: Edit[], before: number, after: number, length: number): void {
  if (length > 0) for (let index = 0; index < length; index += 1) addStep(edits, before + index, after + index, 'same');
}

/** Steps of the same kind become one edit; removals and additions next to each other one replacement. */
function addStep(edits: Edit[], before: number, after: number, kind: StepKind): void {
  const last = edits[edits.length - 1];
  if (kind === 'same') {
    if (last?.kind === 'same') edits[edits.length - 1] = { ...last, length: last.length + 1 };
    else edits.push({ kind: 'same', before, after, length: 1 });
    return;
  }
  const removed = kind === 'removed' ? 1 : 0;
  if (last?.kind === 'replaced') {
    edits[edits.length - 1] = { ...last, removed: last.removed + removed, added: last.added + 1 - removed };
  } else edits.push({ kind: 'replaced', before, removed, after, added: 1 - removed });
}
