/**
 * The brokers that a person can choose from: profiles first (they connect when asked), then the open connections of sessions.
 * Pure.
 */
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import type { Translate } from '../i18n/translate.ts';
import { ownerName } from './connection.ts';

export interface Choice {
  /** Connection id or profile name; empty for the default profile. */
  readonly value: string;
  readonly label: string;
}

/** `chosen` is kept among the choices even when its connection is gone: a choice must not change under the person's hands. */
export function connectionChoices(snapshot: AdminSnapshot, chosen: string, t: Translate): Choice[] {
  const preset = snapshot.profiles.find((profile) => profile.isDefault);
  const choices: Choice[] = [{ value: '', label: preset === undefined ? t('messages.defaultBroker') : `${preset.name} · ${preset.url}` }];
  for (const profile of snapshot.profiles) {
    if (!profile.isDefault) choices.push({ value: profile.name, label: `${profile.name} · ${profile.url}` });
  }
  for (const connection of snapshot.connections) {
    if (connection.owner.kind !== 'profile' && connection.owner.kind !== 'forward') {
      choices.push({ value: connection.id, label: `${ownerName(connection, snapshot, t)} · ${connection.url}` });
    }
  }
  if (!choices.some((choice) => choice.value === chosen)) choices.push({ value: chosen, label: chosen });
  return choices;
}
