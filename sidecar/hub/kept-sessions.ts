/**
 * How profiles keep their session at the broker where the history outlives this process: what comes while the process is
 * away waits there, under a client id that the next process finds again.
 */
import { randomBytes } from 'node:crypto';
import type { SessionDefaults } from '../mqtt/profiles.ts';
import type { LogStore } from './log/event-log.ts';

/** Where instances share a profile's connection, the one that holds it keeps the client id with its lease. */
export const sharedSessionDefaults: SessionDefaults = { cleanStart: false, clientIdOf: () => undefined };

/** Undefined where the history ends with the process: then a kept session would only deliver what no log can place. */
export function sessionDefaults({ outlivesProcess, notes }: Pick<LogStore, 'outlivesProcess' | 'notes'>): SessionDefaults | undefined {
  if (!outlivesProcess) return undefined;
  return {
    cleanStart: false,
    clientIdOf(profile) {
      const key = `client-id ${profile}`;
      const known = notes.get(key);
      if (known !== undefined) return known;
      // [MQTT-3.1.3-5], and it keeps the 23 bytes that every broker of 3.1.1 has to accept.
      const made = `mqttx-sse-${randomBytes(6).toString('hex')}`;
      notes.set(key, made);
      return made;
    },
  };
}
