import assert from 'node:assert/strict';
import { test } from 'node:test';
import { squarify, type Rectangle } from '../src/model/treemap';
import { fileHealth } from '../src/model/fileHealth';
import { seeded } from './randomSql';

const frame: Rectangle = { x: 10, y: 20, width: 600, height: 400 };
const areaOf = ({ width, height }: Rectangle): number => width * height;

function overlap(left: Rectangle, right: Rectangle): number {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x);
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return Math.max(0, width) * Math.max(0, height);
}

test('areas are in proportion, inside the frame, and do not overlap', () => {
  const random = seeded(7);
  for (let round = 0; round < 20; round += 1) {
    const weights = Array.from({ length: 1 + Math.floor(random() * 40) }, () => 1 + random() * 1_000);
    weights.sort((left, right) => right - left);
    const placed = squarify(weights, frame);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    placed.forEach((rectangle, index) => {
      const expected = ((weights[index] ?? 0) / total) * areaOf(frame);
      assert.ok(Math.abs(areaOf(rectangle) - expected) < 1e-6 * areaOf(frame));
      assert.ok(rectangle.x >= frame.x - 1e-6 && rectangle.x + rectangle.width <= frame.x + frame.width + 1e-6);
      assert.ok(rectangle.y >= frame.y - 1e-6 && rectangle.y + rectangle.height <= frame.y + frame.height + 1e-6);
      for (const other of placed.slice(index + 1)) assert.ok(overlap(rectangle, other) < 1e-3);
    });
  }
});

test('equal weights make near-squares, not slivers', () => {
  for (const { width, height } of squarify(Array.from({ length: 24 }, () => 1), frame)) {
    assert.ok(Math.max(width / height, height / width) < 2);
  }
});

test('the paper example of Bruls, Huizing and van Wijk comes out as printed', () => {
  const placed = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
  assert.deepEqual(placed[0], { x: 0, y: 0, width: 3, height: 2 });
  assert.deepEqual(placed[1], { x: 0, y: 2, width: 3, height: 2 });
});

test('no weight, no area; no files, no rectangles', () => {
  assert.deepEqual(squarify([], frame), []);
  const [first, second] = squarify([5, 0], frame);
  assert.equal(first && areaOf(first), areaOf(frame));
  assert.equal(second && areaOf(second), 0);
  assert.ok(squarify([0, 0], frame).every((rectangle) => areaOf(rectangle) === 0));
});

test('a hundred thousand files are laid out', () => {
  const weights = Array.from({ length: 100_000 }, (_, index) => 100_000 - index);
  assert.equal(squarify(weights, frame).length, 100_000);
});

const megabyte = 1_000_000;
const files = (count: number, bytes: number, day = '1') =>
  Array.from({ length: count }, () => ({ bytes, partitionValues: { day } }));

test('hundreds of small files are a warning with what compacting would leave', () => {
  const health = fileHealth([...files(300, megabyte), ...files(10, 200 * megabyte)], []);
  assert.equal(health.level, 'many');
  assert.equal(health.smallFiles, 300);
  assert.equal(health.filesAfter, 3);
  assert.match(health.advice, /OPTIMIZE/);
});

test('one small file a partition is not cured by compacting, and the advice says so', () => {
  const daily = Array.from({ length: 40 }, (_, day) => files(1, megabyte, String(day))).flat();
  const health = fileHealth(daily, ['day']);
  assert.equal(health.partitions, 40);
  assert.equal(health.filesAfter, 40);
  assert.equal(health.level, 'good');
  assert.match(health.advice, /coarser column/);
});

test('large files are well, and so are a few small ones', () => {
  assert.equal(fileHealth(files(20, 128 * megabyte), []).advice, 'No small files.');
  assert.equal(fileHealth(files(3, 100), []).level, 'good');
  assert.equal(fileHealth([], []).level, 'good');
});
