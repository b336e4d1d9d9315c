import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { formatCount } from '../../model/format';
import { engineTitle, operationTitle } from '../../model/timelineFigures';
import { versionAfterKey, type VersionRange } from '../../model/tablePlace';
import type { Commit } from '../../model/tableTypes';

interface TimeBarProps {
  readonly range: VersionRange;
  /** Undefined when the newest version is shown. */
  readonly version: number | undefined;
  readonly commits: readonly Commit[];
  readonly onChange: (version: number | undefined) => void;
}

/** Steps that playing takes from one end to the other, at most. */
const playSteps = 60;
const stepMs = 700;

/** A slider over the versions of a table, and what is known of the one it stands on. */
export function TimeBar({ range, version, commits, onChange }: TimeBarProps) {
  const shown = version ?? range.last;
  const [isPlaying, setPlaying] = useState(false);
  const choose = (next: number): void => onChange(next >= range.last ? undefined : next);
  useEffect(() => {
    if (!isPlaying) return undefined;
    if (version === undefined) {
      setPlaying(false);
      return undefined;
    }
    const step = Math.max(1, Math.round((range.last - range.first) / playSteps));
    const timer = setTimeout(() => choose(version + step), stepMs);
    return () => clearTimeout(timer);
  }, [isPlaying, version]);
  const play = (): void => {
    if (version === undefined) onChange(range.first);
    setPlaying(!isPlaying);
  };
  if (range.last <= range.first) return null;
  return (
    <section className={`tl-time${version === undefined ? '' : ' tl-time--past'}`} aria-label="Time travel">
      <Button size="small" className="tl-time__play" onClick={play} aria-pressed={isPlaying}>{isPlaying ? 'Pause' : 'Play'}</Button>
      <input
        type="range"
        className="tl-time__slider"
        aria-label="Version"
        aria-valuetext={valueText(shown, commits)}
        min={range.first}
        max={range.last}
        value={shown}
        onChange={(event) => choose(Number(event.target.value))}
        onKeyDown={(event) => {
          const next = versionAfterKey(event.key, shown, range);
          if (next === undefined) return;
          event.preventDefault();
          choose(next);
        }}
      />
      <AsOf shown={shown} isPast={version !== undefined} commit={commits.find((commit) => commit.version === shown)} />
      {version !== undefined && <Button size="small" variant="primary" onClick={() => onChange(undefined)}>Back to now</Button>}
    </section>
  );
}

function AsOf({ shown, isPast, commit }: { readonly shown: number; readonly isPast: boolean; readonly commit: Commit | undefined }) {
  return (
    <p className="tl-time__text" aria-live={isPast ? 'polite' : 'off'}>
      <strong>{isPast ? `As of version ${formatCount(shown)}` : `Newest version, ${formatCount(shown)}`}</strong>
      {commit && (
        <span className="tl-muted">
          <RelativeTime time={commit.timestamp} /> · {operationTitle(commit.operation)} by {engineTitle(commit.engineInfo)}
        </span>
      )}
    </p>
  );
}

function valueText(version: number, commits: readonly Commit[]): string {
  const commit = commits.find((one) => one.version === version);
  return commit ? `Version ${version}, ${new Date(commit.timestamp).toLocaleString()}` : `Version ${version}`;
}
