/**
 * Moments and durations as the dashboard writes them. Pure: the present moment and the locale are handed in; all moments are
 * milliseconds since the epoch.
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `now` for the last five seconds, then "12s ago", "4m ago", "yesterday"; "in 4s" for what is to come. */
export function formatRelative(at: number, now: number, locale: string): string {
  const distance = at - now;
  const size = Math.abs(distance);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' });
  if (size < 5 * SECOND && distance <= 0) return format.format(0, 'second');
  if (size < MINUTE) return format.format(Math.round(distance / SECOND), 'second');
  if (size < HOUR) return format.format(Math.trunc(distance / MINUTE), 'minute');
  if (size < DAY) return format.format(Math.trunc(distance / HOUR), 'hour');
  return format.format(Math.trunc(distance / DAY), 'day');
}

/** Date and time to the second, for a tooltip. */
export function formatExact(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** Time of day to the millisecond, always of the same width. */
export function formatClock(at: number): string {
  const date = new Date(at);
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** How long something has been going on: two units at most, "2h 13m". */
export function formatSpan(durationMs: number, locale: string): string {
  const total = Math.max(0, durationMs);
  const unit = (value: number, name: 'day' | 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value);
  const days = Math.floor(total / DAY);
  const hours = Math.floor((total % DAY) / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  if (days > 0) return `${unit(days, 'day')} ${unit(hours, 'hour')}`;
  if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  if (minutes > 0) return unit(minutes, 'minute');
  return unit(Math.floor(total / SECOND), 'second');
}

/** How long a call took: milliseconds below ten seconds, then seconds. */
export function formatDuration(durationMs: number, locale: string): string {
  const millis = durationMs < 10 * SECOND;
  const value = millis ? durationMs : durationMs / SECOND;
  const digits = millis && durationMs >= 10 ? 0 : 1;
  const unit = millis ? 'ms' : 's';
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}
