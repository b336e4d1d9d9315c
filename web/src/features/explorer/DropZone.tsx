import { useRef, useState } from 'react';
import { Button } from '../../ui/Button';

interface DropZoneProps {
  readonly isBusy: boolean;
  readonly onFile: (file: File) => void;
}

export function DropZone({ isBusy, onFile }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={`tl-drop${isOver ? ' tl-drop--over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        // Not when the pointer only goes on to a part of the zone.
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <p><strong>Drop a file here</strong></p>
      <p className="tl-muted">CSV, TSV, JSON, NDJSON or Parquet, up to 2 GiB</p>
      <Button onClick={() => input.current?.click()}>{isBusy ? 'Choose another…' : 'Choose a file…'}</Button>
      <input
        ref={input}
        type="file"
        className="tl-hidden"
        tabIndex={-1}
        aria-label="File to upload"
        accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.parquet,.pq"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // So that the same file can be chosen again after it was mended.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
