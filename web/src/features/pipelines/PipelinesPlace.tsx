import type { PipelineAddress } from '../../model/pipelinePlace';
import type { PipelineList } from '../../model/pipelineList';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { RowsSkeleton } from '../../ui/states';
import { CreatePipeline } from './CreatePipeline';
import { EmptyPipelines } from './EmptyPipelines';
import { PipelineContext, useSlots, type PipelineSlots } from './pipelineContext';
import { reloadPipelines, usePipelines } from './pipelineFeed';
import { PipelineTable } from './PipelineTable';
import { PipelineView } from './PipelineView';
import './pipelines.css';

export interface PipelinesPlaceProps {
  readonly address: PipelineAddress;
  readonly slots: PipelineSlots;
}

/** What flows into the lake: all pipelines, one of them, or the form for a new one. */
export function PipelinesPlace({ address, slots }: PipelinesPlaceProps) {
  const list = usePipelines();
  return (
    <PipelineContext.Provider value={slots}>
      <Shown address={address} list={list} />
    </PipelineContext.Provider>
  );
}

function Shown({ address, list }: { readonly address: PipelineAddress; readonly list: PipelineList }) {
  const { renderLink } = useSlots();
  const { pipelines, samples, error } = list;
  if (address.view === 'new') return <CreatePipeline taken={pipelines?.map(({ name }) => name) ?? []} />;
  if (!pipelines) {
    if (error) return <ErrorState title="The pipelines can’t be listed" message={error.message} code={error.code} onRetry={reloadPipelines} />;
    return <div className="tl-pl"><h1>Pipelines</h1><RowsSkeleton /></div>;
  }
  if (address.view === 'list') return <Overview list={pipelines} />;
  const pipeline = pipelines.find(({ name }) => name === address.name);
  if (!pipeline) {
    return (
      <EmptyState title="There is no such pipeline" actions={renderLink({ view: 'list' }, 'All pipelines', 'button')}>
        No pipeline is called {address.name}. It may have been deleted; its table stays.
      </EmptyState>
    );
  }
  return <PipelineView key={pipeline.name} pipeline={pipeline} place={address.place} samples={samples[pipeline.name] ?? []} />;
}

function Overview({ list }: { readonly list: NonNullable<PipelineList['pipelines']> }) {
  const { renderLink, renderJobsLink } = useSlots();
  if (list.length === 0) return <EmptyPipelines />;
  return (
    <div className="tl-pl">
      <div className="tl-pl__head">
        <h1>Pipelines</h1>
        <p className="tl-muted">Streams that flow into tables, each record exactly once.</p>
        <span className="tl-pl__actions">
          {renderJobsLink('Jobs', undefined, 'button')}
          {renderLink({ view: 'new' }, 'New pipeline', 'primary')}
        </span>
      </div>
      <PipelineTable pipelines={list} />
    </div>
  );
}
