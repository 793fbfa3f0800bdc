/** How the script gets the tickets that `EventSource` needs. */
import { expect, it } from 'vitest';
import { ticketsFor } from '../../../sidecar/client/credentials.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

it.each(['', '/'])('gets a ticket for a sidecar whose address ends with "%s"', async (end) => {
  await using sidecar = await startTestSidecar({ auth: { mode: 'token', token: 'a-secret-of-32-characters-or-more' } });
  const ticketOf = ticketsFor({ token: 'a-secret-of-32-characters-or-more' }, `${sidecar.origin}/mqttx${end}`);
  expect(await ticketOf({ topic: ['a/#'] })).toMatch(/^[\w-]{40,}$/);
});
