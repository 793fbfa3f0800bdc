/**
 * The sidecar's condition in one word and one tone, the same everywhere on the page. Pure.
 */
import type { Tone } from '../components/tone.ts';
import type { MessageKey } from '../i18n/translate.ts';
import type { Availability } from '../store/availability.ts';

type StateKey = Extract<MessageKey, `state.${Availability['name']}`>;

interface Description {
  readonly tone: Tone;
  readonly labelKey: StateKey;
}

const TONES: Readonly<Record<Availability['name'], Tone>> = {
  'live': 'good',
  'loading': 'busy',
  'starting': 'busy',
  'stopping': 'busy',
  'stopped': 'idle',
  'stale': 'warning',
  'lost': 'bad',
  'unauthorized': 'bad',
  'crashed': 'bad',
  'port-blocked': 'bad',
};

export function describeAvailability({ name }: Availability): Description {
  return { tone: TONES[name], labelKey: `state.${name}` };
}
