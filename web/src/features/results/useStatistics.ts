import { useEffect, useState } from 'react';
import { failureOf, type Failure } from '../../model/apiError';
import type { ColumnMeta, Row } from '../../model/cellType';
import { histogramPlan, readBins, readStatistics, readValues, statisticsSQL, type ColumnStatistics, type HistogramBar } from '../../model/deriveStatistics';
import { axisValue, localHistogram, localStatistics } from '../../model/gridStatistics';
import { deriver, isLocal, useAllRows, type ResultSource } from './useResult';

export interface StatisticsState {
  readonly statistics?: ColumnStatistics;
  readonly histogram?: readonly HistogramBar[];
  readonly failure?: Failure;
}

/** Figures of one column of the whole result: counted here when it is small, else by the server. */
export function useStatistics(source: ResultSource, column: ColumnMeta, index: number): StatisticsState {
  const [state, setState] = useState<StatisticsState>({});
  const local = isLocal(source);
  const all = useAllRows(source, local);
  const { queryId } = source;
  useEffect(() => {
    setState({});
    if (local) {
      if (all.rows) setState(countHere(column, index, all.rows));
      else if (all.failure) setState({ failure: all.failure });
      return undefined;
    }
    if (queryId === undefined) return undefined;
    const controller = new AbortController();
    countThere(queryId, column, controller.signal, setState).catch((problem: unknown) => {
      if (!controller.signal.aborted) setState({ failure: failureOf(problem) });
    });
    return () => controller.abort();
  }, [local, all, queryId, column, index]);
  return state;
}

function countHere(column: ColumnMeta, index: number, rows: readonly Row[]): StatisticsState {
  const values = rows.map((row) => row[index]);
  const statistics = localStatistics(column, values);
  return { statistics, histogram: localHistogram(column, values, statistics) };
}

async function countThere(queryId: string, column: ColumnMeta, signal: AbortSignal, tell: (state: StatisticsState) => void): Promise<void> {
  const run = deriver(queryId, signal);
  const figures = await run(statisticsSQL(column));
  const statistics = readStatistics(figures.rows[0] ?? []);
  if (signal.aborted) return;
  tell({ statistics });
  const plan = histogramPlan(column, axisValue(column, statistics.minimum), axisValue(column, statistics.maximum));
  const { rows } = await run(plan.sql);
  if (!signal.aborted) tell({ statistics, histogram: plan.kind === 'bins' ? readBins(plan, rows) : readValues(rows) });
}
