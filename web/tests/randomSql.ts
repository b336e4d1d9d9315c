/** A small generator with a seed, so that a failing round can be run again (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pieces = [
  'SELECT', ' ', '\n', '\r\n', ';', ';;', "'", '"', '`', "''", '``', '\\', "\\'", '--', '-- x\n', '/*', '*/', '/*+', 'r',
  "r'", 'R"', ':', '::', ':name', '?', '(', ')', 'a.b', '1.5e3', '.5', '1L', '🦆', 'é', 'struct<a:int>', '\u0000', '\ud800', '|>',
];

export function randomSql(random: () => number): string {
  const length = Math.floor(random() * 40);
  return Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('');
}
