import { Button } from '../../ui/Button';
import { formatCount } from '../../model/format';

interface ChipProps {
  readonly shown: number;
  readonly newest: number;
  readonly onRefresh: () => void;
}

/** Says how far what is shown lies behind the table, and catches up on request. */
export function NewerChip({ shown, newest, onRefresh }: ChipProps) {
  if (newest <= shown) return null;
  const count = newest - shown;
  return (
    <Button size="small" onClick={onRefresh}>
      {formatCount(count)} newer {count === 1 ? 'commit' : 'commits'} · Refresh
    </Button>
  );
}
