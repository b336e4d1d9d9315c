import { useEffect, useRef } from 'react';
import { onePipeline, pipelinePlaces, pipelinePlaceTitles, type PipelinePlace } from '../../model/pipelinePlace';
import type { Pipeline } from '../../model/pipelines';
import type { Sample } from '../../model/pipelineSamples';
import { RelativeTime } from '../../ui/RelativeTime';
import { Tabs } from '../../ui/Tabs';
import { LedgerPlace } from './LedgerPlace';
import { OverviewPlace } from './OverviewPlace';
import { PartitionsPlace } from './PartitionsPlace';
import { PipelineHeader } from './PipelineHeader';
import { useSlots } from './pipelineContext';
import { RejectsPlace } from './RejectsPlace';
import { SettingsPlace } from './SettingsPlace';

const panel = 'pipeline-place';

interface ViewProps {
  readonly pipeline: Pipeline;
  readonly place: PipelinePlace;
  readonly samples: readonly Sample[];
}

export function PipelineView(props: ViewProps) {
  const { pipeline, place } = props;
  const { go } = useSlots();
  const tabs = useRef<HTMLDivElement>(null);
  // On a phone the tabs scroll sideways: the chosen one must not stay out of sight.
  useEffect(() => {
    tabs.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [place]);
  const titles = pipelinePlaces.map((id) => ({ id, title: id === 'rejects' && pipeline.totals.rejects > 0 ? `Rejects (${pipeline.totals.rejects.toLocaleString('en-US')})` : pipelinePlaceTitles[id] }));
  return (
    <section className="tl-pl-one" aria-label={`Pipeline ${pipeline.name}`}>
      <PipelineHeader pipeline={pipeline} />
      <div ref={tabs}>
        <Tabs label="Places of the pipeline" tabs={titles} active={place} onChange={(next) => go(onePipeline(pipeline.name, next))} panelId={panel} />
      </div>
      <div className="tl-pl-one__place" role="tabpanel" id={panel} aria-label={pipelinePlaceTitles[place]}>
        <Trouble pipeline={pipeline} />
        <Place {...props} />
      </div>
    </section>
  );
}

function Place({ pipeline, place, samples }: ViewProps) {
  switch (place) {
    case 'overview': return <OverviewPlace pipeline={pipeline} samples={samples} />;
    case 'partitions': return <PartitionsPlace partitions={pipeline.partitions} />;
    case 'rejects': return <RejectsPlace pipeline={pipeline} />;
    case 'ledger': return <LedgerPlace name={pipeline.name} />;
    case 'settings': return <SettingsPlace pipeline={pipeline} />;
  }
}

/** What keeps it from running, or what went wrong last. */
function Trouble({ pipeline }: { readonly pipeline: Pipeline }) {
  const { state, reason, lastError, since } = pipeline;
  if (state !== 'failed' && state !== 'backing_off') return null;
  const message = lastError?.message ?? reason ?? 'The server gave no reason.';
  return (
    <div className={state === 'failed' ? 'tl-error-box' : 'tl-warning'} role="alert">
      <strong>{state === 'failed' ? 'It has stopped' : 'It tries again by itself'}</strong>
      <p>{message}{reason !== undefined && reason !== message && ` ${reason}`}</p>
      <p className="tl-muted">
        {lastError && <><code>{lastError.code}</code> · </>}<RelativeTime time={lastError?.at ?? since} />. Nothing is lost: positions are in the table’s log.
      </p>
    </div>
  );
}
