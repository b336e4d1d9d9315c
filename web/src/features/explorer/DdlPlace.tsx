import { getDdl } from '../../api/tables';
import { CopyLine } from './CopyLine';
import { ErrorBox, RowsSkeleton } from './states';
import type { PlaceProps } from './placeProps';
import { useResource } from './useResource';

/** The statement that would make an empty table like this one. */
export function DdlPlace({ address, newest }: PlaceProps) {
  const { value, error, reload } = useResource(address.name, (signal) => getDdl(address.name, signal), newest);
  return (
    <div className="tl-place">
      {error && <ErrorBox title="The statement can't be written" error={error} onRetry={reload} />}
      {!error && value === undefined && <RowsSkeleton />}
      {!error && value !== undefined && <CopyLine text={value} />}
    </div>
  );
}
