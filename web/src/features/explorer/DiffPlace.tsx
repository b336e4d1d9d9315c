import { useState } from 'react';
import { getDiff } from '../../api/tables';
import { DiffPicker } from './DiffPicker';
import { DiffResult } from './DiffResult';
import { useSlots } from './explorerContext';
import { NewerChip } from './NewerChip';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import type { PlaceProps } from './placeProps';
import { useResource } from '../../ui/useResource';
import { useSettled } from './useSettled';

/** What changed between two versions; without a choice, what the commit changed that was the newest when one came here. */
export function DiffPlace({ address, newest, history }: PlaceProps) {
  const { go } = useSlots();
  const [pinned, setPinned] = useState(newest);
  const to = address.to ?? pinned;
  const from = address.from ?? Math.max(0, to - 1);
  const settled = useSettled(`${from}-${to}`);
  const isOrdered = from <= to;
  const { value, error, isLoading, reload } = useResource(
    isOrdered && settled === `${from}-${to}` ? `${address.name}:${settled}` : null,
    (signal) => getDiff(address.name, from, to, signal),
  );
  return (
    <div className="tl-place">
      <DiffPicker
        from={from}
        to={to}
        newest={newest}
        commits={history?.commits ?? []}
        onChange={(range) => go({ name: address.name, place: 'diff', ...range }, 'replace')}
      >
        {address.to === undefined && <NewerChip shown={pinned} newest={newest} onRefresh={() => setPinned(newest)} />}
      </DiffPicker>
      {!isOrdered && <p className="tl-field__problem" role="alert">“From” is after “to”. Swap them to see what was undone.</p>}
      {error && <ErrorBox title="These versions can't be compared" error={error} onRetry={reload} />}
      {isOrdered && !error && !value && <RowsSkeleton />}
      {value && <div className={isLoading ? 'tl-diff tl-stale' : 'tl-diff'}><DiffResult diff={value} name={address.name} /></div>}
    </div>
  );
}
