import { useState } from 'react';
import { getSample } from '../../api/tables';
import { formatCount, plural } from '../../model/format';
import { changedAddress } from '../../model/tablePlace';
import { useSlots } from './explorerContext';
import { NewerChip } from './NewerChip';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import type { PlaceProps } from './placeProps';
import { useResource } from '../../ui/useResource';
import { useSettled } from './useSettled';

const firstSize = 100;
const sizes: readonly number[] = [firstSize, 1_000, 10_000];

/** Some rows. Those of the newest version stay as they are until asked for: a table that moves would never be readable. */
export function SamplePlace({ address, newest }: PlaceProps) {
  const { go, renderRows } = useSlots();
  const limit = sizes.find((size) => size === address.rows) ?? firstSize;
  const [pinned, setPinned] = useState(newest);
  const version = useSettled(address.version);
  const { value, error, isLoading, reload } = useResource(
    `${address.name}:${version ?? `now-${pinned}`}:${limit}`,
    (signal) => getSample(address.name, { limit, version: version ?? pinned }, signal),
  );
  return (
    <div className="tl-place tl-sample">
      <div className="tl-place__bar">
        <label className="tl-inline">
          Rows{' '}
          <select className="tl-select" value={limit} onChange={(event) => go(changedAddress(address, { rows: Number(event.target.value) }), 'replace')}>
            {sizes.map((size) => <option key={size} value={size}>{formatCount(size)}</option>)}
          </select>
        </label>
        <span className="tl-muted" role="status">
          {isLoading ? 'Reading…' : value && `${plural(value.rows.length, 'row')}, the first that the engine found`}
        </span>
        {address.version === undefined && <NewerChip shown={pinned} newest={newest} onRefresh={() => setPinned(newest)} />}
      </div>
      {error && <ErrorBox title="These rows can't be read" error={error} onRetry={reload} />}
      {!error && !value && <RowsSkeleton />}
      {!error && value && <div className={`tl-sample__grid${isLoading ? ' tl-stale' : ''}`}>{renderRows(value)}</div>}
    </div>
  );
}
