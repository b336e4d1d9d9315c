import { ApiError } from '../model/apiError';
import { decodeUpload, type Upload } from '../model/decodeTables';
import { parseJson } from '../model/json';
import { address, errorOf, path, tell } from './http';

export interface UploadOptions {
  readonly format: 'csv' | 'json' | 'ndjson' | 'parquet';
  /** The file's name, from which a table's is suggested. */
  readonly name: string;
  readonly header?: boolean | undefined;
  readonly delimiter?: string | undefined;
}

export interface UploadProgress {
  readonly signal?: AbortSignal;
  /** Bytes that went out so far. */
  readonly onSent?: (bytes: number) => void;
}

/** Sends a file. XMLHttpRequest, because fetch doesn't tell how much has gone out. */
export function uploadFile(file: Blob, { format, name, header, delimiter }: UploadOptions, progress: UploadProgress = {}): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path('uploads'), { format, name, header, delimiter }));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => progress.onSent?.(loaded);
    request.onerror = () => reject(new ApiError({ code: 'network', message: 'The upload broke off: the server can’t be reached.' }, 0));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onload = () => {
      const value = parseJson(request.responseText);
      if (request.status !== 201) return reject(errorOf(request, value));
      try {
        return resolve(decodeUpload(value));
      } catch (problem) {
        return reject(problem);
      }
    };
    if (progress.signal?.aborted) return request.onabort?.(new ProgressEvent('abort'));
    progress.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

export function discardUpload(id: string): Promise<void> {
  return tell(path('uploads', id), { method: 'DELETE' });
}
