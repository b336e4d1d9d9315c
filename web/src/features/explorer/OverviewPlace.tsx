import { RelativeTime } from '../../ui/RelativeTime';
import { formatBytes, formatCount } from '../../model/format';
import { engineTitle, operationTitle } from '../../model/timelineFigures';
import { rowRate } from '../../model/timeline';
import { CopyLine } from '../../ui/CopyLine';
import { Figure } from '../../ui/Figure';
import { Sparkline } from './Sparkline';
import { Suggestions } from './Suggestions';
import type { PlaceProps } from './placeProps';
import { useNow } from '../../ui/useNow';

const windowMs = 15 * 60_000;

export function OverviewPlace(props: PlaceProps) {
  const { detail, address } = props;
  const { lastCommit } = detail;
  return (
    <div className="tl-place tl-overview">
      {detail.description && <p className="tl-overview__description">{detail.description}</p>}
      <div className="tl-figures">
        <Figure label="Rows" value={detail.rows === undefined ? 'not counted' : formatCount(detail.rows)} />
        <Figure label="Size" value={formatBytes(detail.bytes)} />
        <Figure label="Files" value={formatCount(detail.files)} note={averageFile(detail.bytes, detail.files)} />
        <Figure label="Columns" value={formatCount(detail.schema.length)} />
        <Figure
          label={address.version === undefined ? 'Last commit' : 'Committed'}
          value={lastCommit ? <RelativeTime time={lastCommit.timestamp} /> : 'unknown'}
          note={lastCommit && `${operationTitle(lastCommit.operation)} by ${engineTitle(lastCommit.engineInfo)}`}
        />
        {address.version === undefined && <RateFigure {...props} />}
      </div>
      <Suggestions name={address.name} version={address.version} />
      <Facts {...props} />
    </div>
  );
}

function RateFigure({ history }: PlaceProps) {
  const now = useNow(1_000);
  if (!history) return null;
  const rate = rowRate(history.commits, now, windowMs);
  const minutes = Math.max(1, Math.round(rate.windowMs / 60_000));
  const label = `Rows added over the last ${minutes} minutes`;
  return (
    <Figure
      label="Rows per minute"
      value={rate.rowsPerMinute === undefined ? 'not counted' : formatCount(Math.round(rate.rowsPerMinute))}
      note={`last ${minutes} min · ${rate.commitsPerMinute.toFixed(1)} commits/min`}
    >
      <Sparkline values={rate.buckets} label={label} />
    </Figure>
  );
}

function Facts({ detail }: PlaceProps) {
  return (
    <section aria-label="Facts">
      <dl className="tl-pairs">
        <dt>Partitioned by</dt>
        <dd>{detail.partitionColumns.length === 0 ? 'nothing' : detail.partitionColumns.join(', ')}</dd>
        <dt>Created</dt>
        <dd>{detail.createdAt ? <RelativeTime time={detail.createdAt} /> : 'unknown'}</dd>
        <dt>Table id</dt>
        <dd><code>{detail.id}</code></dd>
        <dt>Location</dt>
        <dd><CopyLine text={detail.location} /></dd>
      </dl>
    </section>
  );
}

function averageFile(bytes: number, files: number): string | undefined {
  return files > 0 ? `${formatBytes(bytes / files)} each on average` : undefined;
}
