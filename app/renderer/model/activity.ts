/**
 * An entry of the activity record in words. Pure.
 */
import type { ActivityEntry } from '../../../sidecar/admin/schema.ts';
import type { Tone } from '../components/tone.ts';

const TONES: Readonly<Record<ActivityEntry['outcome'], Tone>> = { ok: 'good', error: 'bad', denied: 'warning' };

export function outcomeTone(entry: ActivityEntry): Tone {
  return TONES[entry.outcome];
}

/** The argument that says most: what the call was about. */
const TELLING = ['topic', 'topics', 'filter', 'url', 'host', 'profile', 'connection'] as const;

export function argumentSummary(entry: ActivityEntry): string {
  for (const name of TELLING) {
    const value = entry.arguments[name];
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.join(', ');
  }
  const names = Object.keys(entry.arguments);
  return names.length === 0 ? '' : JSON.stringify(entry.arguments);
}
