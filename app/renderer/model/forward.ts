/** A forward in words: what it is doing, and for how much of it the person is needed. Pure. */
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import type { Tone } from '../components/tone.ts';
import type { Translate } from '../i18n/translate.ts';

export type ForwardView = NonNullable<AdminSnapshot['forwards']>[number];

export function forwardTone({ isActive, problem, holder }: ForwardView): Tone {
  if (problem !== null) return 'warning';
  if (isActive) return 'good';
  return holder === null ? 'busy' : 'idle';
}

/** Of several instances it says which one passes messages on. */
export function forwardState({ isActive, problem, holder }: ForwardView, t: Translate): string {
  if (problem !== null) return t('forwards.waiting');
  if (holder !== null) return t(isActive ? 'forwards.here' : 'forwards.elsewhere', { holder });
  return t(isActive ? 'forwards.running' : 'forwards.starting');
}
