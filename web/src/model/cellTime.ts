/** Wall-clock fields of an instant in one zone. Offsets are cached, since asking Intl costs more than a frame allows. */

const quarterHourMs = 900_000;
const maxCachedOffsets = 20_000;

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

function measureOffset(zone: string, epochMs: number): number {
  const fields: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(epochMs)) fields[type] = value;
  const read = (name: string): number => Number(fields[name] ?? '0');
  const year = fields['era']?.startsWith('B') ? 1 - read('year') : read('year');
  const wall = new Date(0);
  wall.setUTCFullYear(year, read('month') - 1, read('day'));
  wall.setUTCHours(read('hour'), read('minute'), read('second'), 0);
  return wall.getTime() - Math.floor(epochMs / 1000) * 1000;
}

/** Milliseconds to add to an instant so that its UTC fields are the wall clock's in `zone`. */
export function zoneOffsetMs(zone: string, epochMs: number): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(epochMs / quarterHourMs);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const measured = measureOffset(zone, quarter * quarterHourMs);
  if (offsets.size >= maxCachedOffsets) offsets.clear();
  offsets.set(key, measured);
  return measured;
}

/** The instant at which a clock in `zone` shows these UTC fields; in a gap of the clock, the one right after it. */
export function instantOfWall(zone: string, wallMs: number): number {
  const first = wallMs - zoneOffsetMs(zone, wallMs);
  return wallMs - zoneOffsetMs(zone, first);
}

export function viewerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

const isoPattern = /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(\.\d+)?)?(Z)?$/;

/** Milliseconds since 1970 of the server's text for a timestamp, date or zoneless timestamp (read as UTC). */
export function parseTimeMs(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const match = isoPattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), Math.floor(Number(fraction ?? 0) * 1000));
  return Number.isNaN(date.getTime()) ? undefined : date.getTime();
}

const two = (value: number): string => String(value).padStart(2, '0');

export interface WallFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function wallFields(epochMs: number, zone: string): WallFields {
  const wall = new Date(epochMs + zoneOffsetMs(zone, epochMs));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
}

/** `2026-03-01 13:34:56.000001` on a clock in `zone`: the fraction is kept as the server wrote it. */
export function timestampText(text: string, zone: string): string | undefined {
  const epoch = parseTimeMs(text);
  if (epoch === undefined) return undefined;
  const { year, month, day, hour, minute, second } = wallFields(epoch, zone);
  const fraction = isoPattern.exec(text)?.[7] ?? '';
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}
