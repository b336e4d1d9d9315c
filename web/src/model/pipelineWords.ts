import { formatCount, formatDuration } from './format';
import type { Pipeline, PipelineState } from './pipelines';

export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'bad';

export const stateWords: Readonly<Record<PipelineState, { readonly text: string; readonly tone: Tone }>> = {
  starting: { text: 'Starting', tone: 'accent' },
  running: { text: 'Running', tone: 'good' },
  paused: { text: 'Paused', tone: 'neutral' },
  backing_off: { text: 'Backing off', tone: 'warning' },
  failed: { text: 'Failed', tone: 'bad' },
};

/** What can be done to a pipeline in its state. */
export type PipelineCommand = 'pause' | 'resume' | 'restart';

export function canDo(state: PipelineState, command: PipelineCommand): boolean {
  if (command === 'pause') return state === 'running' || state === 'starting' || state === 'backing_off';
  if (command === 'resume') return state === 'paused';
  return state !== 'paused';
}

export function sourceText({ source }: Pipeline): string {
  const topics = source.topics?.join(', ') ?? '';
  return topics === '' ? source.type : `${source.type}: ${topics}`;
}

export function countText(value: number | undefined): string {
  return value === undefined ? '–' : formatCount(value);
}

/** Where offsets don't count messages, as the generator's, the lag has only a time. */
export function lagWords({ lagRecords, lagSeconds }: NonNullable<Pipeline['position']> = {}): { readonly value: string; readonly note: string } {
  if (lagRecords === undefined) return { value: secondsText(lagSeconds), note: 'behind' };
  return { value: countText(lagRecords), note: lagSeconds === undefined ? 'messages' : `messages, ${secondsText(lagSeconds)} behind` };
}

export function rateText(value: number | undefined): string {
  if (value === undefined) return '–';
  return `${value > 0 && value < 10 ? value.toFixed(1) : formatCount(value)}/s`;
}

export function millisecondsText(value: number | undefined): string {
  return value === undefined ? '–' : formatDuration(value);
}

export function secondsText(value: number | undefined): string {
  if (value === undefined) return '–';
  return value === 0 ? '0 s' : formatDuration(value * 1000);
}

const reasonWords: Readonly<Record<string, string>> = {
  malformed_json: 'Not valid JSON',
  not_an_object: 'Not an object',
  malformed_csv: 'Not valid CSV',
  invalid_utf8: 'Not valid UTF-8',
  unknown_field: 'Unknown field',
  type_mismatch: 'Wrong type',
  missing_value: 'Missing value',
  out_of_range: 'Out of range',
  too_deep: 'Nested too deeply',
  too_large: 'Too large',
  no_value: 'No value',
};

/** A reject's reason for people; one that isn't known here is told as it came. */
export function reasonText(reason: string): string {
  return reasonWords[reason] ?? reason.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

/** The state in words for a screen reader and the list's title. */
export function stateTitle({ state, reason, lastError }: Pipeline): string {
  return reason ?? (state === 'failed' || state === 'backing_off' ? lastError?.message : undefined) ?? stateWords[state].text;
}
