import { useMemo, useState } from 'react';
import type { Column, Rows } from '../../model/query';
import { viewerZone } from '../../model/cellTime';
import { GridPlace } from './GridPlace';
import { memorySource } from './LiveResults';
import { useArranged } from './useResult';
import { useView } from './useView';
import './results.css';

export interface RowsGridProps {
  readonly columns: readonly Column[];
  readonly rows: Rows;
}

const forget = (): void => {};

/** Some rows in memory, such as a table's sample: the same grid, whose layout nobody keeps. */
export function RowsGrid({ columns, rows }: RowsGridProps) {
  const keeper = useView(undefined, forget);
  const [notice, setNotice] = useState('');
  const source = useMemo(() => memorySource(columns, rows, rows.slice(0, 50)), [columns, rows]);
  const zone = viewerZone();
  const arranged = useArranged(source, keeper.view.wishes, zone);
  return (
    <div className="tl-results tl-results--plain">
      <GridPlace source={source} arranged={arranged} keeper={keeper} zone={zone} notify={({ text }) => setNotice(text)} />
      <p className="tl-hidden" role="status">{notice}</p>
    </div>
  );
}
