import type { ReactNode } from 'react';
import { formatAge, formatCount, formatDuration } from '../../model/format';
import type { Snapshot } from '../../model/live';
import { commitsPerMinute, framesAround, type LiveAction, type LiveFrames } from '../../model/liveFrames';
import { classes } from '../../ui/classes';
import { Badge } from '../../ui/Badge';
import { IconButton } from '../../ui/IconButton';
import { useNow } from '../../ui/useNow';

export interface FrameBarProps {
  readonly live: LiveFrames;
  readonly frame: Snapshot;
  readonly dispatch: (action: LiveAction) => void;
  readonly actions: ReactNode;
}

/** How fresh the frame is, what it cost, and the way through the last ones. */
export function FrameBar({ live, frame, dispatch, actions }: FrameBarProps) {
  const isHeld = live.heldAt !== undefined;
  const { older, newer } = framesAround(live);
  return (
    <div className="tl-frames">
      <div className="tl-frames__controls" role="toolbar" aria-label="Frames">
        <IconButton size="small" icon="back" label="One frame back" disabled={older === 0} onClick={() => dispatch({ type: 'step', by: -1 })} />
        <IconButton size="small" icon={isHeld ? 'play' : 'pause'} label={isHeld ? 'Resume' : 'Pause'} onClick={() => dispatch({ type: isHeld ? 'resume' : 'pause' })} />
        <IconButton size="small" icon="forward" label="One frame forward" disabled={newer === 0} onClick={() => dispatch({ type: 'step', by: 1 })} />
      </div>
      <StateBadge live={live} />
      <Figures live={live} frame={frame} />
      {actions}
    </div>
  );
}

function StateBadge({ live }: { readonly live: LiveFrames }) {
  if (live.heldAt !== undefined) return <Badge tone="warning">{live.behind > 0 ? `Paused, ${formatCount(live.behind)} behind` : 'Paused'}</Badge>;
  if (live.state === 'ended') return <Badge>Ended</Badge>;
  if (live.state === 'failed') return <Badge tone="bad">Failing</Badge>;
  if (live.state === 'waiting') return <Badge tone="warning" {...(live.reason ? { title: live.reason } : {})}>Live, slowed</Badge>;
  return <Badge tone="good"><span className="tl-dot tl-dot--good tl-frames__pulse" />Live</Badge>;
}

function Figures({ live, frame }: { readonly live: LiveFrames; readonly frame: Snapshot }) {
  const now = useNow();
  const perMinute = commitsPerMinute(live);
  const { committedAt, rowsRead, filesRead, runMs, rowCount, truncated } = frame;
  return (
    <dl className="tl-frames__figures">
      <Figure label="Version" value={versions(frame)} />
      {committedAt && <Figure label="Age" isAge value={formatAge(now - Date.parse(committedAt))} />}
      <Figure label="Rows" value={truncated ? `first ${formatCount(frame.rows.length)}` : formatCount(rowCount)} />
      {rowsRead !== undefined && <Figure label="Rows in tables" title={wholeTables} value={formatCount(rowsRead)} />}
      {filesRead !== undefined && <Figure label="Files" title={wholeTables} value={formatCount(filesRead)} />}
      <Figure label="Run" value={formatDuration(runMs)} />
      {perMinute !== undefined && <Figure label="Commits/min" value={formatCount(perMinute)} />}
      {live.skipped > 0 && <Figure label="Skipped" value={formatCount(live.skipped)} />}
    </dl>
  );
}

const wholeTables = 'Of the tables that the query reads, as they were then; the engine may have skipped some of it';

function versions({ tables, version }: Snapshot): string {
  if (tables.length <= 1) return formatCount(tables[0]?.version ?? version ?? 0);
  return tables.map((table) => `${table.name} ${formatCount(table.version)}`).join(', ');
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly title?: string;
  readonly isAge?: boolean;
}

function Figure({ label, value, title, isAge = false }: FigureProps) {
  return (
    <div title={title} className={classes('tl-frames__figure', isAge && 'tl-frames__figure--age')}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
