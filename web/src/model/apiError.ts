import { number, object, string, type Decoder } from './decode';

export interface ErrorPosition {
  /** From 1. */
  readonly line: number;
  /** From 1, in Unicode scalars. */
  readonly column: number;
}

/** The one shape of the server's errors, also inside of entries and events. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export const decodeFailure: Decoder<Failure> = object({ code: string, message: string }, { line: number, column: number });

export const decodeErrorAnswer: Decoder<{ readonly error: Failure }> = object({ error: decodeFailure });

/** Why a request has no answer. `code` is the server's, or `network`, or `unreadable`. */
export class ApiError extends Error {
  readonly code: string;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly position?: ErrorPosition;

  constructor(failure: Failure, status: number) {
    super(failure.message);
    this.name = 'ApiError';
    this.code = failure.code;
    this.status = status;
    if (failure.line !== undefined) this.position = { line: failure.line, column: failure.column ?? 1 };
  }

  /** The server was not there, or not ready: the same request may succeed soon. */
  get isPassing(): boolean {
    return this.code === 'network' || this.status === 502 || this.status === 503;
  }
}

/** What to show of anything that was thrown. */
export function failureOf(problem: unknown): Failure {
  if (problem instanceof ApiError) return { code: problem.code, message: problem.message, ...problem.position };
  return { code: 'unexpected', message: problem instanceof Error ? problem.message : String(problem) };
}
