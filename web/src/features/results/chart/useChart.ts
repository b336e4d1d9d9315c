import { useEffect, useMemo, useState } from 'react';
import { failureOf, type Failure } from '../../../model/apiError';
import type { Chart } from '../../../model/chartData';
import { localChart } from '../../../model/chartLocal';
import { proposeChart } from '../../../model/chartProposal';
import { remoteChart } from '../../../model/chartRemote';
import { chartFields, isUsable, type ChartField, type ChartSpec } from '../../../model/chartSpec';
import { derivableKeys } from '../../../model/deriveSQL';
import type { SortWish } from '../../../model/gridWishes';
import { deriver, isLocal, useAllRows, type ResultSource } from '../useResult';

export interface ChartState {
  readonly chart?: Chart;
  readonly failure?: Failure;
}

const proposalRows = 2_000;

export interface ChosenChart {
  readonly spec: ChartSpec | undefined;
  readonly fields: readonly ChartField[];
  readonly isProposed: boolean;
}

/** The chart that was set up, as long as the result has its columns; else the one that fits best. */
export function useSpec(source: ResultSource, stored: ChartSpec | undefined): ChosenChart {
  const { columns, sample, rowCount, memory } = source;
  const all = useAllRows(source, memory === undefined && isLocal(source));
  const rows = memory === undefined && all.rows ? all.rows : sample;
  const fields = useMemo(() => {
    const nameable = isLocal(source) ? undefined : derivableKeys(columns);
    return chartFields(columns).filter(({ key }) => nameable === undefined || nameable.has(key));
  }, [source, columns]);
  const isWhole = rows.length >= rowCount || memory !== undefined;
  const proposedFor = isWhole ? Math.min(rowCount, 2) : rowCount;
  const proposal = useMemo(() => proposeChart(columns, rows.slice(0, proposalRows), proposedFor), [columns, rows, proposedFor]);
  const isStored = stored !== undefined && isUsable(stored, fields);
  return { spec: isStored ? stored : proposal, fields, isProposed: !isStored };
}

/** The chart's figures: counted here when the rows are few, else in buckets by the server. `sort` is the grid's. */
export function useChart(source: ResultSource, spec: ChartSpec | undefined, fields: readonly ChartField[], sort: readonly SortWish[], zone: string): ChartState {
  const local = isLocal(source);
  const all = useAllRows(source, local);
  const isReady = spec !== undefined && isUsable(spec, fields);
  const key = JSON.stringify([source.queryId, sort, spec && { ...spec, isLog: false, hasLegend: false, isHorizontal: false }]);
  const here = useMemo(() => (isReady && spec && local && all.rows ? localChart(spec, source.columns, all.rows, zone, sort.length > 0) : undefined), [isReady, key, local, all.rows, source.columns, zone]);
  const there = useRemote(source, isReady && !local && source.isComplete ? spec : undefined, sort, key, zone);
  if (!local) return there;
  if (here) return { chart: here };
  return all.failure ? { failure: all.failure } : {};
}

function useRemote({ queryId, columns, rowCount }: ResultSource, spec: ChartSpec | undefined, sort: readonly SortWish[], key: string, zone: string): ChartState {
  const [state, setState] = useState<ChartState & { readonly key?: string }>({});
  const isWanted = spec !== undefined;
  useEffect(() => {
    if (queryId === undefined || !spec) return undefined;
    const controller = new AbortController();
    remoteChart(spec, columns, rowCount, zone, sort, deriver(queryId, controller.signal)).then(
      (chart) => {
        if (!controller.signal.aborted) setState({ key, chart });
      },
      (problem: unknown) => {
        if (!controller.signal.aborted) setState({ key, failure: failureOf(problem) });
      },
    );
    return () => controller.abort();
  }, [queryId, columns, rowCount, key, isWanted, zone]);
  return state.key === key ? state : {};
}
