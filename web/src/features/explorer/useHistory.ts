import { useRef } from 'react';
import { getHistory } from '../../api/tables';
import { commitsToAsk, mergeHistory, type KnownHistory } from '../../model/tableHistory';
import type { Commit } from '../../model/tableTypes';
import { useResource, type Resource } from '../../ui/useResource';

/** The newest `limit` commits; of a table that moves, only the new ones are asked for. */
export function useHistory(name: string | null, newest: number | undefined, limit: number): Resource<KnownHistory<Commit>> {
  const key = name === null ? null : `${name}:${limit}`;
  const known = useRef<{ key: string; history: KnownHistory<Commit> }>();
  return useResource(
    key,
    async (signal) => {
      const before = known.current?.key === key ? known.current.history : undefined;
      const asked = commitsToAsk(before, newest, limit);
      const history = mergeHistory(before, await getHistory(name ?? "", asked, signal), asked, limit);
      if (!signal.aborted && key !== null) known.current = { key, history };
      return history;
    },
    newest ?? 'none',
  );
}
