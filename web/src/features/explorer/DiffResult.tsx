import { formatBytes, formatCount } from '../../model/format';
import { timeline } from '../../model/timeline';
import { commitFigures } from '../../model/timelineFigures';
import { classifySchema } from '../../model/versionDiff';
import type { DataFile, VersionDiff } from '../../model/tableTypes';
import { DiffRows } from './DiffRows';
import { DiffSchema } from './DiffSchema';
import { Figure } from '../../ui/Figure';
import { FileTable } from './FileTable';
import { TimelineGroup } from './TimelineGroup';

export function DiffResult({ diff, name }: { readonly diff: VersionDiff; readonly name: string }) {
  const changes = classifySchema(diff.columns);
  const groups = timeline(diff.commits).flatMap((entry) => (entry.kind === 'commits' ? [entry.group] : []));
  return (
    <>
      <DiffFigures diff={diff} schemaChanges={changes.length} />
      {changes.length > 0 && <DiffSchema changes={changes} />}
      {diff.filesAdded.length + diff.filesRemoved.length > 0 && <DiffRows name={name} from={diff.from} to={diff.to} />}
      <DiffFiles title="Files added" files={diff.filesAdded} />
      <DiffFiles title="Files removed" files={diff.filesRemoved} />
      <section>
        <h2>Commits between</h2>
        {groups.length === 0 && <p className="tl-muted">None: both are the same version.</p>}
        <ol className="tl-timeline">
          {groups.map((group) => <TimelineGroup key={group.key} group={group} name={name} />)}
        </ol>
      </section>
    </>
  );
}

function DiffFigures({ diff, schemaChanges }: { readonly diff: VersionDiff; readonly schemaChanges: number }) {
  const figures = diff.commits.map(commitFigures);
  const sum = (of: 'rowsAdded' | 'rowsRemoved' | 'rowsUpdated'): number => figures.reduce((total, one) => total + (one[of] ?? 0), 0);
  const written = [
    sum('rowsAdded') > 0 ? `${formatCount(sum('rowsAdded'))} added` : '',
    sum('rowsRemoved') > 0 ? `${formatCount(sum('rowsRemoved'))} removed` : '',
    sum('rowsUpdated') > 0 ? `${formatCount(sum('rowsUpdated'))} updated` : '',
  ].filter(Boolean);
  return (
    <div className="tl-figures">
      <Figure
        label="Rows"
        value={diff.rowsDelta === undefined ? 'not counted' : signed(diff.rowsDelta, formatCount)}
        note={written.length > 0 ? `by the commits: ${written.join(', ')}` : undefined}
      />
      <Figure label="Size" value={signed(diff.bytesDelta, formatBytes)} />
      <Figure label="Files" value={`+${formatCount(diff.filesAdded.length)} −${formatCount(diff.filesRemoved.length)}`} />
      <Figure label="Schema" value={schemaChanges === 0 ? 'same' : `${formatCount(schemaChanges)} changed`} />
      <Figure label="Commits" value={formatCount(diff.commits.length)} />
    </div>
  );
}

function signed(value: number, format: (value: number) => string): string {
  if (value === 0) return '±0';
  return value > 0 ? `+${format(value)}` : `−${format(-value)}`;
}

function DiffFiles({ title, files }: { readonly title: string; readonly files: readonly DataFile[] }) {
  if (files.length === 0) return null;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <section>
      <h2>{title} <span className="tl-muted">{formatCount(files.length)} · {formatBytes(bytes)}</span></h2>
      <FileTable files={files} columns={[]} selected={undefined} label={title} maxHeight={260} />
    </section>
  );
}
