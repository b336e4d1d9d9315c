/** What is known of a table's commits, newest first. */
export interface KnownHistory<Commit extends { readonly version: number }> {
  readonly commits: readonly Commit[];
  /** Whether the oldest commit that the log still has is among them. */
  readonly isWhole: boolean;
  /** How many were asked for. */
  readonly limit: number;
}

/** How many of the newest commits to ask for so that no hole is left; all of `limit` when nothing fits what is known. */
export function commitsToAsk<Commit extends { readonly version: number }>(
  known: KnownHistory<Commit> | undefined,
  newest: number | undefined,
  limit: number,
): number {
  const first = known?.commits[0];
  if (!known || !first || newest === undefined || known.limit !== limit || newest <= first.version) return limit;
  return Math.min(limit, newest - first.version);
}

/** Puts an answer to `asked` commits before what is known; where they do not meet, the answer alone is true. */
export function mergeHistory<Commit extends { readonly version: number }>(
  known: KnownHistory<Commit> | undefined,
  answer: readonly Commit[],
  asked: number,
  limit: number,
): KnownHistory<Commit> {
  const fresh: KnownHistory<Commit> = { commits: answer, isWhole: answer.length < asked, limit };
  const oldest = answer[answer.length - 1];
  const newestKnown = known?.commits[0];
  if (!known || asked >= limit || !oldest || !newestKnown || oldest.version > newestKnown.version + 1) return fresh;
  const older = known.commits.filter(({ version }) => version < oldest.version);
  return { commits: [...answer, ...older], isWhole: known.isWhole, limit };
}
