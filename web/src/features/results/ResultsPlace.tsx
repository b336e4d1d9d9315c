import { useEffect, useMemo, type ReactNode } from 'react';
import { formatDuration, plural } from '../../model/format';
import type { QueryEntry } from '../../model/query';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Spinner } from '../../ui/Spinner';
import type { Notify } from './ExportMenu';
import type { ExportStore } from './exportStore';
import { FailedStatement, type FailedPlace } from './FailedStatement';
import { ResultPanel } from './ResultPanel';
import type { FeedState, ResultFeed } from './resultFeed';
import { useFeed, type ResultSource } from './useResult';
import { useView, type ViewKeeper } from './useView';
import './results.css';

export interface ResultsPlaceProps {
  readonly queryId: string;
  /** The newest known of the run: states, counts, error. */
  readonly entry?: QueryEntry;
  readonly view: unknown;
  readonly onViewChange: (view: unknown) => void;
  /** Beside the result's own tools: the live switch. */
  readonly actions?: ReactNode;
  readonly notify: Notify;
  readonly exports: ExportStore;
  /** For a result that the server keeps no more. */
  readonly onRunAgain?: () => void;
  /** Where a failed statement's error stands in the text above. */
  readonly failedAt?: FailedPlace | undefined;
}

/** The rows of a run, from its first ones on. */
export function ResultsPlace({ queryId, view, onViewChange, ...rest }: ResultsPlaceProps) {
  const keeper = useView(view, onViewChange);
  return <RunResult key={queryId} queryId={queryId} keeper={keeper} {...rest} />;
}

type RunResultProps = Omit<ResultsPlaceProps, 'view' | 'onViewChange'> & { readonly keeper: ViewKeeper };

function RunResult({ queryId, entry, actions, notify, exports, keeper, onRunAgain, failedAt }: RunResultProps) {
  const { feed, state } = useFeed(queryId);
  const runState = entry?.state;
  useEffect(() => {
    if (runState === 'succeeded') feed.look();
    else if (runState === 'failed' || runState === 'cancelled') feed.stop();
  }, [feed, runState]);
  const source = useSource(queryId, state);
  if (entry?.state === 'failed') return <FailedStatement statement={entry.query} error={entry.error} actions={actions} {...(failedAt ? { place: failedAt } : {})} />;
  if (source && source.columns.length > 0 && (source.rowCount > 0 || source.isComplete) && runState !== 'cancelled') {
    return <ResultPanel source={source} keeper={keeper} notify={notify} exports={exports} actions={actions} {...(entry ? { entry } : {})} />;
  }
  return <WithoutRows feed={feed} state={state} actions={actions} {...(onRunAgain ? { onRunAgain } : {})} {...(entry ? { entry } : {})} />;
}

function useSource(queryId: string, state: FeedState): ResultSource | undefined {
  return useMemo(() => {
    if (state.phase !== 'shown') return undefined;
    const { columns, sample, rows, rowCount, isComplete } = state;
    return { columns, sample, rows, rowCount, isComplete, queryId };
  }, [queryId, state]);
}

interface WithoutRowsProps {
  readonly feed: ResultFeed;
  readonly state: FeedState;
  readonly entry?: QueryEntry;
  readonly actions: ReactNode;
  readonly onRunAgain?: () => void;
}

/** Running, cancelled, expired, or a statement that has no rows to give. */
function WithoutRows({ feed, state, entry, actions, onRunAgain }: WithoutRowsProps) {
  const again = onRunAgain && <Button variant="primary" icon="play" onClick={onRunAgain}>Run again</Button>;
  if (entry?.state === 'cancelled') return <EmptyState title="Cancelled" actions={<>{again}{actions}</>}>{cancelledText(entry.rowCount)}</EmptyState>;
  // A run that is just ending has no rows to bring any more; how it ended is told in a moment.
  if (state.phase === 'failed' && entry?.state !== 'running') {
    const isGone = state.failure.code === 'result_expired' || state.failure.code === 'query_not_found';
    if (isGone) return <EmptyState title="This result has expired" actions={<>{again}{actions}</>}>The server keeps results for a while only. Run the statement again to see its rows.</EmptyState>;
    return <ErrorState title="The rows can’t be shown" message={state.failure.message} code={state.failure.code} onRetry={feed.retry} actions={actions} />;
  }
  if (state.phase === 'shown' && state.isComplete) {
    const ms = entry?.timings.totalMs;
    return <EmptyState title="Done" actions={actions}>The statement has no rows to show{ms === undefined ? '' : ` and took ${formatDuration(ms)}`}.</EmptyState>;
  }
  return (
    <EmptyState title="Running" actions={actions}>
      <Spinner label="Running" />
    </EmptyState>
  );
}

function cancelledText(rowCount: number): string {
  if (rowCount === 0) return 'The statement was stopped before its first row.';
  return `${plural(rowCount, 'row')} had come when the statement was stopped. The server keeps the rows of whole results only.`;
}
