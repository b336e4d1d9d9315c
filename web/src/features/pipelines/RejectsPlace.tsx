import { useEffect, useReducer, useState } from 'react';
import { getRejects, redrive } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import { formatCount, plural } from '../../model/format';
import type { Pipeline } from '../../model/pipelines';
import { reasonText } from '../../model/pipelineWords';
import { chosenValues, nothingChosen, reduceChoice } from '../../model/rejectChoice';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { useResource } from '../../ui/useResource';
import { useSlots } from './pipelineContext';
import { RejectBar } from './RejectBar';
import { RejectTable } from './RejectTable';

const pageSize = 50;

/** Records that could not become rows: look at them, mend them, put them back once. */
export function RejectsPlace({ pipeline }: { readonly pipeline: Pipeline }) {
  const { notify } = useSlots();
  const [offset, setOffset] = useState(0);
  const [choice, choose] = useReducer(reduceChoice, nothingChosen);
  const [isBusy, setBusy] = useState(false);
  const { name, format, totals } = pipeline;
  const { value: page, error, isLoading, reload } = useResource(`${name}:${offset}`, (signal) => getRejects(name, pageSize, offset, signal));
  // The page has what was not redriven yet; the pipeline counts all that ever were rejected.
  const [seen, setSeen] = useState(totals.rejects);
  useEffect(() => setSeen(totals.rejects), [page]);
  const hasNewer = totals.rejects > seen && !isLoading;
  if (!page) return error ? <ErrorBox title="The rejects can’t be read" error={error} onRetry={reload} /> : <RowsSkeleton />;
  const send = (): void => {
    setBusy(true);
    redrive(name, [...choice.selected], chosenValues(choice))
      .then(
        ({ redriven, rejected }) => {
          choose({ type: 'cleared' });
          notify(rejected === 0 ? 'good' : 'bad', `${plural(redriven, 'record')} became ${redriven === 1 ? 'a row' : 'rows'}${rejected > 0 ? `, ${formatCount(rejected)} were rejected again` : ''}.`);
          reload();
        },
        (problem: unknown) => notify('bad', `Nothing was redriven. ${failureOf(problem).message}`),
      )
      .finally(() => setBusy(false));
  };
  if (page.total === 0 && choice.selected.size === 0) {
    return (
      <EmptyState title="No rejects" actions={hasNewer && <Button onClick={reload}>Newer rejects</Button>}>
        What can’t be a row waits here with its bytes, the reason and its place in the source, until it is redriven.
      </EmptyState>
    );
  }
  return (
    <>
      <Reasons pipeline={pipeline} />
      <RejectBar pipeline={pipeline} page={page} offset={offset} pageSize={pageSize} choice={choice} isBusy={isBusy || isLoading} hasNewer={hasNewer} onRedrive={send} onOffset={setOffset} onReload={reload} onClear={() => choose({ type: 'cleared' })} />
      {error && <ErrorBox title="The newest rejects can’t be read" error={error} onRetry={reload} />}
      <RejectTable rejects={page.rows} format={format} choice={choice} dispatch={choose} />
    </>
  );
}

function Reasons({ pipeline: { rejects } }: { readonly pipeline: Pipeline }) {
  if (rejects.length === 0) return null;
  return (
    <p className="tl-pl__reasons">
      {rejects.map(({ reason, count }) => <Badge key={reason} tone="warning">{reasonText(reason)} {formatCount(count)}</Badge>)}
    </p>
  );
}
