import { parseJson } from '../model/json';
import { errorOf, reachable } from './http';
import { exportAddress, type ExportFormat } from './queries';

/** Where the bytes of an export go, one piece after the other. */
export interface ExportSink {
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Throws away what was written. */
  abort(): Promise<void>;
}

/** Brings an export piece by piece; a slow sink slows the download down instead of filling the memory. */
export async function downloadExport(id: string, format: ExportFormat, sink: ExportSink, signal: AbortSignal, onPiece: (piece: Uint8Array) => void): Promise<void> {
  try {
    const response = await reachable(fetch(exportAddress(id, format), { signal }), signal);
    if (!response.ok) throw errorOf(response, parseJson(await response.text()));
    const reader = response.body?.getReader();
    for (;;) {
      const piece = await reachable(reader?.read() ?? Promise.resolve({ done: true as const, value: undefined }), signal);
      if (piece.done) break;
      await sink.write(piece.value);
      onPiece(piece.value);
    }
    // Given up while the last piece was written: reading has ended well, and the file is not wanted.
    if (signal.aborted) throw new DOMException('The export was given up.', 'AbortError');
    await sink.close();
  } catch (problem) {
    await sink.abort();
    throw problem;
  }
}
