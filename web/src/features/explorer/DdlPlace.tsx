import { getDdl } from '../../api/tables';
import { CopyLine } from '../../ui/CopyLine';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import type { PlaceProps } from './placeProps';
import { useResource } from '../../ui/useResource';

/** The statement that would make an empty table like this one, as it is or as it was. */
export function DdlPlace({ address, detail }: PlaceProps) {
  const isPast = address.version !== undefined;
  const { value, error, reload } = useResource(
    `${address.name}:${isPast ? detail.version : 'now'}`,
    (signal) => getDdl(address.name, isPast ? { version: detail.version } : {}, signal),
    isPast ? 0 : detail.version,
  );
  return (
    <div className="tl-place">
      {error && <ErrorBox title="The statement can't be written" error={error} onRetry={reload} />}
      {!error && value === undefined && <RowsSkeleton />}
      {!error && value !== undefined && <CopyLine text={value} />}
    </div>
  );
}
