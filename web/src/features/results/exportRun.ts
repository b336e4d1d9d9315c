import { downloadExport, type ExportSink } from '../../api/exportFile';
import type { ExportFormat } from '../../api/queries';

export const exportFormats: readonly { readonly format: ExportFormat; readonly label: string; readonly extension: string; readonly mediaType: string }[] = [
  { format: 'csv', label: 'CSV', extension: 'csv', mediaType: 'text/csv' },
  { format: 'ndjson', label: 'NDJSON', extension: 'ndjson', mediaType: 'application/x-ndjson' },
  { format: 'json', label: 'JSON', extension: 'json', mediaType: 'application/json' },
  { format: 'arrow', label: 'Arrow', extension: 'arrows', mediaType: 'application/vnd.apache.arrow.stream' },
  { format: 'parquet', label: 'Parquet', extension: 'parquet', mediaType: 'application/vnd.apache.parquet' },
];

interface SavePicker {
  showSaveFilePicker(options: { readonly suggestedName: string }): Promise<{ createWritable(): Promise<WritableFile> }>;
}

interface WritableFile {
  write(data: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

function hasSavePicker(page: object): page is SavePicker {
  const { showSaveFilePicker }: { showSaveFilePicker?: unknown } = page;
  return typeof showSaveFilePicker === 'function';
}

/** A file that the person chose, where the browser can write one; else the bytes are kept and handed over at the end. */
async function openSink(name: string, mediaType: string): Promise<ExportSink> {
  if (hasSavePicker(window)) {
    const file = await window.showSaveFilePicker({ suggestedName: name });
    const writable = await file.createWritable();
    return { write: (piece) => writable.write(piece), close: () => writable.close(), abort: () => writable.abort() };
  }
  const pieces: Uint8Array[] = [];
  return {
    write: async (piece) => {
      pieces.push(piece);
    },
    close: async () => saveBlob(new Blob(pieces, { type: mediaType }), name),
    abort: async () => {
      pieces.length = 0;
    },
  };
}

export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export interface ExportProgress {
  /** The file is chosen. */
  readonly onOpen: () => void;
  readonly onPiece: (piece: Uint8Array) => void;
}

/** True when the file is complete, false when the person gave it up. */
export async function exportResult(id: string, target: (signal: AbortSignal) => Promise<string>, format: ExportFormat, signal: AbortSignal, { onOpen, onPiece }: ExportProgress): Promise<boolean> {
  const { extension, mediaType } = exportFormats.find((one) => one.format === format) ?? { extension: format, mediaType: '' };
  try {
    // The file first: a browser lets a page ask for one only shortly after a click.
    const sink = await openSink(`tideline-${id.slice(0, 8)}.${extension}`, mediaType);
    onOpen();
    const rows = await target(signal).catch(async (problem: unknown) => {
      await sink.abort();
      throw problem;
    });
    await downloadExport(rows, format, sink, signal, onPiece);
    return true;
  } catch (problem) {
    if (signal.aborted || (problem instanceof DOMException && problem.name === 'AbortError')) return false;
    throw problem;
  }
}
