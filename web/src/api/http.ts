import { ApiError, decodeErrorAnswer } from '../model/apiError';
import { DecodeError, type Decoder } from '../model/decode';
import { parseJson } from '../model/json';

export type Options = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly options?: Options;
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** The request goes on when the page is left. Browsers bound such bodies to 64 kB in all. */
  readonly outlivesPage?: boolean;
}

/** `path` with what is defined of `options` behind it. */
export function address(path: string, options: Options = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    for (const one of typeof value === 'object' ? value : [value]) if (one !== undefined) query.append(name, String(one));
  }
  // A plus sign stands for a space in forms only; in an address it is itself.
  const text = query.toString().replaceAll('+', '%20');
  return text ? `${path}?${text}` : path;
}

/** A path from parts that may hold anything. */
export function path(...parts: readonly string[]): string {
  return `/api/${parts.map(encodeURIComponent).join('/')}`;
}

/** Asks the server. Throws `ApiError` for anything but a good answer, and the signal's reason when it was given up. */
export async function ask<Value>(where: string, decode: Decoder<Value>, call: Call = {}): Promise<Value> {
  const response = await send(where, call);
  const value = parseJson(await bodyOf(response, call.signal));
  if (!response.ok) throw errorOf(response, value);
  try {
    return decode(value);
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem;
    throw new ApiError({ code: 'unreadable', message: `${where.split('?')[0] ?? where}: ${problem.message}` }, response.status);
  }
}

/** For answers without a body. */
export async function tell(where: string, call: Call): Promise<void> {
  const response = await send(where, call);
  if (!response.ok) throw errorOf(response, parseJson(await bodyOf(response, call.signal)));
}

function send(where: string, { method = 'GET', options, json, signal, outlivesPage = false }: Call): Promise<Response> {
  return reachable(
    fetch(address(where, options), {
      method,
      headers: { Accept: 'application/json', ...(json === undefined ? {} : { 'Content-Type': 'application/json' }) },
      keepalive: outlivesPage,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(signal === undefined ? {} : { signal }),
    }),
    signal,
  );
}

function bodyOf(response: Response, signal: AbortSignal | undefined): Promise<string> {
  return reachable(response.text(), signal);
}

export async function reachable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  try {
    return await promise;
  } catch (problem) {
    if (signal?.aborted) throw problem;
    throw new ApiError({ code: 'network', message: 'The server can’t be reached. Is Tideline still running?' }, 0);
  }
}

export function errorOf(response: { readonly status: number; readonly statusText: string }, value: unknown): ApiError {
  try {
    return new ApiError(decodeErrorAnswer(value).error, response.status);
  } catch {
    const message = `The server answered ${response.status} ${response.statusText} without saying why.`;
    return new ApiError({ code: 'unreadable', message }, response.status);
  }
}
