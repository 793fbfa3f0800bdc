/**
 * An entry of the activity record in words. Pure.
 */
import type { ActivityEntry } from '../../../sidecar/admin/schema.ts';
import type { Tone } from '../components/tone.ts';
import type { Translate } from '../i18n/translate.ts';

const TONES: Readonly<Record<ActivityEntry['outcome'], Tone>> = { ok: 'good', error: 'bad', denied: 'warning' };

export function outcomeTone(entry: ActivityEntry): Tone {
  return TONES[entry.outcome];
}

/** Whether it was permitted, and by what or by whom. */
export function decisionText({ decision }: ActivityEntry, t: Translate): string {
  if (decision === undefined) return '–';
  const verdict = t(`verdict.${decision.verdict}`);
  if (decision.by !== null) return t('activity.answeredBy', { verdict, who: t(`answerer.${decision.by}`) });
  return decision.rule === null ? verdict : t('activity.byRule', { verdict, rule: ruleText(decision.rule, t) });
}

function ruleText(rule: string, t: Translate): string {
  const number = /^rule (\d+)$/.exec(rule)?.[1];
  return number === undefined ? t('permissions.readOnly') : t('permissions.ruleNumber', { number });
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
