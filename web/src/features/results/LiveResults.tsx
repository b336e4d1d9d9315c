import { useMemo, useState } from 'react';
import type { Row } from '../../model/cellType';
import { formatCount } from '../../model/format';
import { changedColumns } from '../../model/gridFlash';
import { RowsInMemory } from '../../model/gridRows';
import type { Snapshot } from '../../model/live';
import type { Flashes } from './grid/gridTypes';
import { ResultPanel } from './ResultPanel';
import type { ResultSource } from './useResult';
import { useView } from './useView';

export interface LiveResultsProps {
  readonly snapshot: Snapshot;
  /** The frame before it: what differs flashes. */
  readonly previous?: Snapshot;
  readonly view: unknown;
  readonly onViewChange: (view: unknown) => void;
}

const sampleRows = 50;

/** One frame after the other in the same grid and chart: scroll, selection and layout stay. */
export function LiveResults({ snapshot, previous, view, onViewChange }: LiveResultsProps) {
  const keeper = useView(view, onViewChange);
  const [notice, setNotice] = useState('');
  const shape = JSON.stringify(snapshot.columns);
  // The columns of all frames of one shape are one list, so that widths and the chart don't jump with the values.
  const columns = useMemo(() => snapshot.columns, [shape]);
  const sample = useMemo(() => snapshot.rows.slice(0, sampleRows), [columns]);
  const source = useMemo((): ResultSource => memorySource(columns, snapshot.rows, sample), [columns, snapshot.rows, sample]);
  const flashes = useMemo((): Flashes | undefined => {
    const isSameShape = previous !== undefined && JSON.stringify(previous.columns) === shape;
    return isSameShape ? { frame: snapshot.sequence, changed: changedColumns(previous.rows, snapshot.rows) } : undefined;
  }, [snapshot, previous, shape]);
  const note = [snapshot.truncated ? `the query has more rows: only the first ${formatCount(snapshot.rows.length)} are sent` : '', notice].filter((part) => part !== '').join(' · ');
  return <ResultPanel source={source} keeper={keeper} notify={({ text }) => setNotice(text)} note={note} {...(flashes ? { flashes } : {})} />;
}

export function memorySource(columns: ResultSource['columns'], rows: readonly Row[], sample: readonly Row[]): ResultSource {
  return { columns, sample, rows: new RowsInMemory(rows), rowCount: rows.length, isComplete: true, memory: rows };
}
