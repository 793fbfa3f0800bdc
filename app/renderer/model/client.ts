/**
 * The configuration of an MCP client in words, and the order of the cards. Pure.
 */
import type { ApplyResult, ClientState, ClientStatus, NextStep, Refusal } from '../../../sidecar/clients/schemas.ts';
import type { Tone } from '../components/tone.ts';
import { textOf } from '../i18n/failure-text.ts';
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

/** Which installation of the client this is; names that are the same in every language have no message. */
export function labelText(label: string, t: Translate): string {
  return textOf(`clientLabel.${label}`, t) ?? label;
}

export interface RefusalText {
  readonly title: string;
  readonly hint: string;
  /** Where in the file, and what: as the sidecar words it. */
  readonly detail: string;
}

export function refusalText({ code, reason, hint }: Refusal, t: Translate): RefusalText {
  const detail = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return { title: textOf(`refusal.${code}`, t) ?? detail, hint: textOf(`refusalHint.${code}`, t) ?? hint, detail };
}

export type Results = ReadonlyMap<string, ApplyResult>;

/**
 * What is left of past results after a new look at the clients: a client that was to be restarted and has quit since reads its
 * settings at the next start, so nothing is left to be done; one that is no longer configured has no result.
 */
export function settleResults(results: Results, clients: readonly ClientStatus[]): Results {
  const settled = new Map<string, ApplyResult>();
  for (const client of clients) {
    const result = results.get(clientKey(client));
    if (result === undefined || client.state !== 'configured') continue;
    const hasQuit = result.nextStep.code === 'restart' && client.running === false;
    settled.set(clientKey(client), hasQuit ? { ...result, nextStep: { code: 'nothing', text: '' } } : result);
  }
  return settled;
}
