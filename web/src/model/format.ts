const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1234567 → "1,234,567" */
export function formatCount(value: number): string {
  return counts.format(value);
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units, three digits: 14580361 → "14.6 MB". */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${bytes < 0 ? '−' : ''}${value.toFixed(digits)} ${byteUnits[unit] ?? 'B'}`;
}

/** 950 → "950 ms", 12345 → "12.3 s", 125000 → "2 min 5 s" */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${milliseconds < 9.95 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.95 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const steps: readonly (readonly [seconds: number, unit: string])[] = [
  [365 * 86_400, 'y'],
  [30 * 86_400, 'mo'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** The page's own clock ticks once a second, so that what just happened may lie ahead of it. */
const aheadMs = 2_000;

/** The age of a moment: "now", "12 s ago", "3 min ago"; "in 5 s" when a clock is ahead. */
export function formatAge(ageMs: number): string {
  if (ageMs < 0 && ageMs > -aheadMs) return 'now';
  const seconds = Math.floor(Math.abs(ageMs) / 1000);
  const step = steps.find(([size]) => seconds >= size);
  if (!step) return 'now';
  const text = `${Math.floor(seconds / step[0])} ${step[1]}`;
  return ageMs < 0 ? `in ${text}` : `${text} ago`;
}

/** A share of one: 0.034 → "3.4 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A moment in a zone, to the second: "2026-11-25 01:08:46". Undefined text stays as it came. */
export function formatMoment(iso: string, zone: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(time);
}
