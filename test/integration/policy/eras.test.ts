/** A publish that the policy denies, one that a person refuses and one that a person approves, in every era of MCP. */
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { policedEras } from '../../support/policed-clients.ts';

const policy = {
  rules: [
    { action: 'publish', topic: 'never/#', decision: 'deny' },
    { action: 'publish', topic: 'ask/#', decision: 'ask' },
  ],
};

let broker: EmbeddedBroker;
let watcher: MqttClient;
const arrived: string[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  watcher = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  watcher.on('message', (topic, payload) => arrived.push(`${topic} ${payload.toString()}`));
  await watcher.subscribeAsync('#', { qos: 1 });
});

afterAll(async () => {
  await watcher.endAsync();
  await broker.close();
});

describe.each(policedEras)('in $era', ({ by, open }) => {
  it('a publish ends as the policy or the person says, and stands in the audit trail', async () => {
    await using client = await open(policy, `mqtt://127.0.0.1:${broker.port}`);
    arrived.length = 0;
    const publish = (topic: string, payload: string) =>
      client.call('mqttPublish', { connection: 'local', topic, payload, qos: 1, properties: { correlationData: 'AAAA' } });

    expect(await publish('never/1', 'denied')).toMatchObject({
      isError: true,
      text: expect.stringMatching(/denied by rule 1 of the policy/),
    });
    expect(client.asked).toEqual([]);

    client.answers('refuse');
    expect(await publish('ask/1', 'refused')).toMatchObject({ isError: true, text: expect.stringMatching(/refused by the person/) });
    client.answers('approve');
    expect(await publish('ask/2', 'approved')).toMatchObject({ isError: false });
    expect(await publish('free/1', 'allowed')).toMatchObject({ isError: false });

    expect(client.asked).toEqual([expect.stringMatching(/ask\/1.*refused/s), expect.stringMatching(/ask\/2.*approved/s)]);
    // The broker has acknowledged both to whoever published them; it has sent them on in that order.
    await expect.poll(() => arrived).toEqual(['ask/2 approved', 'free/1 allowed']);
    const trail = (await client.activity()).filter(({ tool }) => tool === 'mqttPublish');
    expect(trail.map(({ arguments: { topic }, outcome, decision }) => ({ topic, outcome, decision }))).toEqual([
      { topic: 'free/1', outcome: 'ok', decision: { verdict: 'allowed', rule: null, by: null } },
      { topic: 'ask/2', outcome: 'ok', decision: { verdict: 'approved', rule: 'rule 2', by } },
      { topic: 'ask/1', outcome: 'denied', decision: { verdict: 'refused', rule: 'rule 2', by } },
      { topic: 'never/1', outcome: 'denied', decision: { verdict: 'denied', rule: 'rule 1', by: null } },
    ]);
  });
});
