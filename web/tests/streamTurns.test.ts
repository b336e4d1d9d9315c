import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostStreams, StreamTurns, type TurnNews } from '../src/model/streamTurns';

interface Page {
  readonly turns: StreamTurns;
  isHeld: boolean;
}

/** Pages of one browser that hear each other's news, each with whether it holds a stream. */
function browser() {
  let now = 0;
  const pages: Page[] = [];
  const waiting: { readonly from: number; readonly news: TurnNews }[] = [];
  const deliver = (): void => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { from, news } = next;
      pages.forEach(({ turns }, index) => index !== from && turns.hear(news));
    }
  };
  return {
    open: (): number => {
      const index = pages.length;
      const page: Page = { turns: new StreamTurns(`page-${index}`, { post: (news) => waiting.push({ from: index, news }), now: () => now, hold: (isHeld) => (page.isHeld = isHeld) }), isHeld: false };
      pages.push(page);
      return index;
    },
    use: (index: number): void => {
      now += 10_000;
      pages[index]?.turns.take();
      deliver();
    },
    hide: (index: number): void => {
      pages[index]?.turns.rest();
      deliver();
    },
    crash: (index: number): void => void pages.splice(index, 1, { turns: new StreamTurns('gone', { post: () => undefined, now: () => 0, hold: () => undefined }), isHeld: false }),
    held: (): number[] => pages.flatMap(({ isHeld }, index) => (isHeld ? [index] : [])),
  };
}

test('the pages that were used last hold the streams', () => {
  const pages = browser();
  for (let count = 0; count < 7; count += 1) pages.use(pages.open());
  assert.deepEqual(pages.held(), [3, 4, 5, 6]);
  pages.use(0);
  assert.deepEqual(pages.held(), [0, 4, 5, 6]);
  pages.use(5);
  assert.deepEqual(pages.held(), [0, 4, 5, 6], 'who holds a stream goes on');
  pages.use(1);
  assert.deepEqual(pages.held(), [0, 1, 5, 6], 'the one that was not used for longest rests');
});

test('a page that is hidden or crashed makes room', () => {
  const pages = browser();
  for (let count = 0; count < mostStreams; count += 1) pages.use(pages.open());
  pages.hide(1);
  pages.use(pages.open());
  assert.deepEqual(pages.held(), [0, 2, 3, 4]);
  pages.crash(2);
  pages.use(pages.open());
  assert.deepEqual(pages.held(), [0, 3, 4, 5], 'nobody answered for the crashed one');
});

test('pages opened in one moment agree who rests', () => {
  const pages = Array.from({ length: 6 }, (_, index) => ({ name: `p${index}`, isHeld: false }));
  const bus: TurnNews[] = [];
  const turns = pages.map((page) => new StreamTurns(page.name, { post: (news) => bus.push(news), now: () => 1, hold: (isHeld) => (page.isHeld = isHeld) }));
  for (const one of turns) one.take();
  for (let news = bus.shift(); news; news = bus.shift()) for (const one of turns) one.hear(news);
  assert.equal(pages.filter(({ isHeld }) => isHeld).length, mostStreams);
});

test('what is no news is left aside', () => {
  const held: boolean[] = [];
  const turns = new StreamTurns('a', { post: () => undefined, now: () => 1, hold: (isHeld) => held.push(isHeld) });
  turns.take();
  for (const message of [null, 'holds', {}, { kind: 'holds', id: 3 }, { kind: 'left' }, { kind: 'other', id: 'b' }]) turns.hear(message);
  turns.take();
  assert.deepEqual(held, [true], 'used again at once, nothing is told anew');
});
