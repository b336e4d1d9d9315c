import { formatBytes, formatCount, plural } from '../../model/format';
import type { Pipeline } from '../../model/pipelines';
import { onePipeline } from '../../model/pipelinePlace';
import type { Sample } from '../../model/pipelineSamples';
import { countText, lagWords, millisecondsText, rateText, reasonText } from '../../model/pipelineWords';
import { Figure } from '../../ui/Figure';
import { RelativeTime } from '../../ui/RelativeTime';
import { useSlots } from './pipelineContext';
import { SampleCharts } from './SampleCharts';

interface OverviewProps {
  readonly pipeline: Pipeline;
  readonly samples: readonly Sample[];
}

export function OverviewPlace({ pipeline, samples }: OverviewProps) {
  return (
    <>
      <Figures pipeline={pipeline} />
      <SampleCharts samples={samples} />
    </>
  );
}

function Figures({ pipeline }: { readonly pipeline: Pipeline }) {
  const { position, rates, freshness, commit, batch, totals } = pipeline;
  return (
    <div className="tl-figures">
      <Figure label="Lag" {...lagWords(position)} />
      <Figure label="Rate" value={rateText(rates?.rowsPerSecond)} note={rates?.bytesPerSecond === undefined ? 'rows' : `rows, ${formatBytes(rates.bytesPerSecond)}/s`} />
      <Figure label="Freshness" value={millisecondsText(freshness?.p50Milliseconds)} note={`p50; p99 ${millisecondsText(freshness?.p99Milliseconds)}`} />
      <Figure label="Last commit" value={commit?.at === undefined ? '–' : <RelativeTime time={commit.at} />} note={commitNote(commit)} />
      <Figure label="Batch" value={countText(batch?.rows)} note={batch?.milliseconds === undefined ? 'rows' : `rows, filled in ${millisecondsText(batch.milliseconds)}`} />
      <Figure label="Written" value={formatCount(totals.rows)} note={`rows, ${formatBytes(totals.bytes)} in ${plural(totals.commits, 'commit')}`} />
      <RejectsFigure pipeline={pipeline} />
    </div>
  );
}

function commitNote(commit: Pipeline['commit']): string | undefined {
  if (!commit) return undefined;
  const version = commit.version === undefined ? [] : [`version ${formatCount(commit.version)}`];
  const took = commit.milliseconds === undefined ? [] : [`took ${millisecondsText(commit.milliseconds)}`];
  return [...version, ...took].join(', ');
}

function RejectsFigure({ pipeline: { name, totals, rejects } }: { readonly pipeline: Pipeline }) {
  const { renderLink } = useSlots();
  const [top] = [...rejects].sort((left, right) => right.count - left.count);
  const note = top && `${reasonText(top.reason)}: ${formatCount(top.count)}`;
  return <Figure label="Rejects" value={totals.rejects === 0 ? '0' : renderLink(onePipeline(name, 'rejects'), formatCount(totals.rejects))} note={note ?? 'every record became a row'} />;
}
