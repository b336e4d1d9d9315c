import type { ReactNode } from 'react';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { operationTitle } from '../../model/timelineFigures';
import type { Commit } from '../../model/tableTypes';

interface PickerProps {
  readonly from: number;
  readonly to: number;
  readonly newest: number;
  readonly commits: readonly Commit[];
  readonly onChange: (range: { from: number; to: number }) => void;
  /** Behind the quick choices. */
  readonly children?: ReactNode;
}

const hourMs = 3_600_000;

export function DiffPicker({ from, to, newest, commits, onChange, children }: PickerProps) {
  const oldest = commits[commits.length - 1]?.version ?? 0;
  return (
    <div className="tl-place__bar tl-diff-picker">
      <End label="From" value={from} newest={newest} commits={commits} onChange={(value) => onChange({ from: value, to })} />
      <Button size="small" aria-label="Swap from and to" onClick={() => onChange({ from: to, to: from })}>⇄</Button>
      <End label="To" value={to} newest={newest} commits={commits} onChange={(value) => onChange({ from, to: value })} />
      <span className="tl-diff-picker__quick">
        <Button size="small" onClick={() => onChange({ from: Math.max(0, newest - 1), to: newest })}>Newest commit</Button>
        <Button size="small" onClick={() => onChange({ from: hourAgo(commits), to: newest })}>Last hour</Button>
        <Button size="small" onClick={() => onChange({ from: oldest, to: newest })}>All listed</Button>
        {children}
      </span>
    </div>
  );
}

interface EndProps {
  readonly label: string;
  readonly value: number;
  readonly newest: number;
  readonly commits: readonly Commit[];
  readonly onChange: (value: number) => void;
}

function End({ label, value, newest, commits, onChange }: EndProps) {
  const commit = commits.find(({ version }) => version === value);
  return (
    <label className="tl-diff-picker__end">
      <span>{label} version</span>
      <input
        type="number"
        className="tl-input tl-num"
        min={0}
        max={newest}
        value={value}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (Number.isInteger(next) && next >= 0) onChange(Math.min(newest, next));
        }}
      />
      <span className="tl-muted tl-diff-picker__commit">
        {commit ? <>{operationTitle(commit.operation)}, <RelativeTime time={commit.timestamp} /></> : ' '}
      </span>
    </label>
  );
}

/** The newest version that is at least an hour old, else the oldest that is listed. */
function hourAgo(commits: readonly Commit[]): number {
  const newest = commits[0];
  if (!newest) return 0;
  const limit = Date.parse(newest.timestamp) - hourMs;
  const before = commits.find(({ timestamp }) => Date.parse(timestamp) <= limit);
  return (before ?? commits[commits.length - 1] ?? newest).version;
}
