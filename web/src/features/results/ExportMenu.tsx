import { useEffect, useRef, useState } from 'react';
import { failureOf } from '../../model/apiError';
import type { ExportFormat } from '../../api/queries';
import { formatBytes } from '../../model/format';
import { Button } from '../../ui/Button';
import { Menu } from '../../ui/Menu';
import { exportFormats, exportResult } from './exportRun';

export type Notify = (notice: { readonly text: string; readonly tone?: 'neutral' | 'good' | 'bad' }) => void;

export interface ExportMenuProps {
  readonly queryId: string;
  /** The query whose rows are those on the screen; for a small arranged result it runs only now. */
  readonly target: (signal: AbortSignal) => Promise<string>;
  readonly notify: Notify;
}

/** The rows as they are shown, as a file, read from the spool: the statement doesn't run again. */
export function ExportMenu({ queryId, target, notify }: ExportMenuProps) {
  const [progress, setProgress] = useState<{ readonly label: string; readonly bytes: number }>();
  const controller = useRef<AbortController>();
  useEffect(() => () => controller.current?.abort(), [queryId]);
  const start = async (format: ExportFormat, label: string): Promise<void> => {
    const abort = new AbortController();
    controller.current = abort;
    let bytes = 0;
    setProgress({ label, bytes });
    try {
      const isWhole = await exportResult(queryId, target, format, abort.signal, (now) => {
        bytes = now;
        setProgress({ label, bytes });
      });
      if (isWhole) notify({ text: `${label} exported: ${formatBytes(bytes)}`, tone: 'good' });
    } catch (problem) {
      notify({ text: `The export failed. ${failureOf(problem).message}`, tone: 'bad' });
    } finally {
      setProgress(undefined);
    }
  };
  if (progress) {
    return (
      <span className="tl-export" role="status">
        {progress.label}: {formatBytes(progress.bytes)}
        <Button size="small" onClick={() => controller.current?.abort()}>Cancel</Button>
      </span>
    );
  }
  return <Menu label="Export" icon="download" hasText items={exportFormats.map(({ format, label, extension }) => ({ label, hint: `.${extension}`, onSelect: () => void start(format, label) }))} />;
}
