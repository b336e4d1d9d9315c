/** Something that the command palette can do. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** What it belongs to: "Table", "Saved query", "Go to". */
  readonly group: string;
  readonly hint?: string;
  readonly run: () => void;
}

/**
 * The commands that a search means, the best first: a title that begins with it, then one with a word that does, then one
 * that contains it, then one that has its letters in this order.
 */
export function findCommands(commands: readonly Command[], search: string, most = 50): readonly Command[] {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return commands.slice(0, most);
  return commands
    .map((command, index) => ({ command, index, rank: rank(`${command.title} ${command.group}`.toLowerCase(), wanted) }))
    .filter(({ rank: found }) => found > 0)
    .sort((left, right) => right.rank - left.rank || left.index - right.index)
    .slice(0, most)
    .map(({ command }) => command);
}

function rank(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 4;
  const at = text.indexOf(wanted);
  if (at > 0) return /[\s._-]/.test(text.charAt(at - 1)) ? 3 : 2;
  return hasInOrder(text, wanted) ? 1 : 0;
}

function hasInOrder(text: string, wanted: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
