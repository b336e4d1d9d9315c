import { useCallback, useEffect, useRef } from 'react';
import { discardUpload, uploadFile } from '../../api/uploads';
import { guessDelimiter, type UploadChoice } from '../../model/tableUpload';
import type { UploadAction } from '../../model/tableUploadFlow';

/** How much of a CSV file its separator is guessed from. */
const sniffedBytes = 65_536;

export interface Sending {
  /** Sends a file in place of the one before; `isGuessing` finds its separator first. */
  readonly send: (file: File, choice: UploadChoice, isGuessing: boolean) => Promise<void>;
  /** The upload became a table: there is nothing to discard any more. */
  readonly settle: () => void;
}

/** One file at a time on its way to the server; what nobody takes is discarded. */
export function useSending(taken: readonly string[], dispatch: (action: UploadAction<File>) => void): Sending {
  const current = useRef<AbortController>();
  const kept = useRef<string>();
  const drop = useCallback(() => {
    current.current?.abort();
    // An upload that nobody takes is gone after an hour anyway.
    if (kept.current) discardUpload(kept.current).catch(() => undefined);
    kept.current = undefined;
  }, []);
  useEffect(() => drop, [drop]);
  const send = async (file: File, wanted: UploadChoice, isGuessing: boolean): Promise<void> => {
    drop();
    const controller = new AbortController();
    current.current = controller;
    const { signal } = controller;
    try {
      const choice = isGuessing ? await guessed(file, wanted) : wanted;
      if (signal.aborted) return;
      dispatch({ type: 'guess', choice });
      const { format, header, delimiter } = choice;
      const options = { format, name: file.name, ...(format === 'csv' ? { header, delimiter } : {}) };
      const preview = await uploadFile(file, options, { signal, onSent: (bytes) => dispatch({ type: 'sent', bytes }) });
      kept.current = preview.uploadId;
      dispatch({ type: 'preview', preview, taken });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: 'failure', message: messageOf(error) });
    }
  };
  const settle = (): void => {
    kept.current = undefined;
  };
  return { send, settle };
}

async function guessed(file: File, choice: UploadChoice): Promise<UploadChoice> {
  if (choice.format !== 'csv') return choice;
  // A file that can't be read here can't be sent either, and sending says why.
  const start = await file.slice(0, sniffedBytes).text().catch(() => '');
  return { ...choice, delimiter: guessDelimiter(start) ?? choice.delimiter };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
