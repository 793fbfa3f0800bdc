/**
 * Connects once with a profile that a person is editing, and disconnects: whether the broker can be reached with it, said before
 * it is saved. Nothing of it is kept.
 */
import { readFileSync } from 'node:fs';
import { profileSchema } from '../config/schema.ts';
import { AppError, toAppError } from '../errors.ts';
import { createBrokerConnection } from '../mqtt/broker-connection.ts';
import { profileOptions } from '../mqtt/profiles.ts';
import type { ProfileTrial } from './schema.ts';

const NAME = 'tried';

export async function tryProfile(given: unknown, clock: () => number = () => performance.now()): Promise<ProfileTrial> {
  try {
    return await connectOnce(given, clock);
  } catch (thrown) {
    const { message, hint } = toAppError(thrown);
    return { ok: false, message, hint };
  }
}

async function connectOnce(given: unknown, clock: () => number): Promise<ProfileTrial> {
  const parsed = profileSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    throw new AppError('invalid-arguments', `The profile is not complete: ${problems.join('; ')}.`);
  }
  const options = profileOptions(NAME, parsed.data, (path) => readFileSync(path, 'utf8'));
  const began = clock();
  // A session that is kept would be taken over from the connection that uses it, or left behind at the broker.
  const connection = createBrokerConnection({
    id: NAME,
    options: {
      ...options,
      cleanStart: true,
      sessionExpirySeconds: 0,
      ...(options.clientId === undefined ? {} : { clientId: trialId(options.clientId) }),
    },
    onMessage: () => undefined,
  });
  try {
    await connection.ready();
    const { state } = connection;
    if (state.name !== 'connected') throw new AppError('not-connected', `The broker ${connection.url} closed the connection at once.`);
    return { ok: true, protocolVersion: state.protocolVersion, durationMs: clock() - began };
  } finally {
    await connection.close();
  }
}

/** With the id itself the trial would end the connection that may be using it ([MQTT-3.1.4-3]). */
function trialId(clientId: string): string {
  return `${clientId}-test`;
}
