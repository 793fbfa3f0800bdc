/**
 * The configuration of an MCP client in words, and the order of the cards. Pure.
 */
import type { ClientState, ClientStatus, NextStep } from '../../../sidecar/clients/schemas.ts';
import type { Tone } from '../components/tone.ts';
import type { Locale, Translate } from '../i18n/translate.ts';

const TONES: Readonly<Record<ClientState, Tone>> = {
  'configured': 'good',
  'not-configured': 'idle',
  'configured-differently': 'warning',
  'unreadable': 'bad',
  'not-installed': 'idle',
};

export function clientTone(state: ClientState): Tone {
  return TONES[state];
}

/** One client may be installed in several ways, each with a card of its own. */
export function clientKey({ client, installation }: Pick<ClientStatus, 'client' | 'installation'>): string {
  return `${client}/${installation}`;
}

export interface ClientGroups {
  /** MQTTX first, then as the sidecar lists them. */
  readonly found: readonly ClientStatus[];
  readonly missing: readonly ClientStatus[];
}

export function groupClients(clients: readonly ClientStatus[]): ClientGroups {
  const mqttxFirst = clients.toSorted((a, b) => Number(b.client === 'mqttx') - Number(a.client === 'mqttx'));
  return {
    found: mqttxFirst.filter((client) => client.state !== 'not-installed'),
    missing: mqttxFirst.filter((client) => client.state === 'not-installed'),
  };
}

/** In English the sidecar's own sentence, which may know more of the client; elsewhere the translation of its code. */
export function nextStepText({ code, text }: NextStep, name: string, locale: Locale, t: Translate): string {
  return locale === 'en' ? text : t(`nextStep.${code}`, { name });
}
