/** The tools that send many, clear, ask, record and read, where the policy denies and where it asks a person, in the eras over HTTP. */
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { policedEras } from '../../support/policed-clients.ts';

const policy = {
  rules: [
    { topic: 'never/#', decision: 'deny' },
    { topic: 'ask/#', decision: 'ask' },
  ],
};

let broker: EmbeddedBroker;
/** Hears everything, answers requests, and keeps a value at two places that are not open. */
let device: MqttClient;
let arrived: string[] = [];

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  device = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  device.on('message', (topic, payload) => {
    arrived.push(`${topic} ${payload.toString()}`);
    if (topic.endsWith('/request')) device.publish('free/answer', 'the answer');
  });
  await device.subscribeAsync('#', { qos: 1 });
});

afterAll(async () => {
  await device.endAsync();
  await broker.close();
});

/** Resolves once the device has what was sent before. */
async function settled(): Promise<readonly string[]> {
  const end = `free/end ${arrived.length} ${performance.now()}`;
  await device.publishAsync('free/end', end.slice('free/end '.length), { qos: 1 });
  await expect.poll(() => arrived).toContain(end);
  return arrived.filter((message) => !message.startsWith('free/'));
}

beforeEach(async () => {
  for (const place of ['ask', 'never']) await device.publishAsync(`${place}/kept`, 'the value', { qos: 1, retain: true });
  await settled();
});

interface ToolCase {
  readonly tool: string;
  given(place: string): Record<string, unknown>;
  /** What the broker gets when it is approved. */
  readonly sent: readonly string[];
  /** What the answer says then. */
  readonly told: RegExp;
  /** How often the person is asked. */
  readonly questions: number;
}

const cases: readonly ToolCase[] = [
  {
    tool: 'mqttRequest',
    given: (place) => ({ topic: `${place}/request`, payload: 'ping', responseTopic: 'free/answer' }),
    sent: ['ask/request ping'],
    told: /the answer/,
    questions: 1,
  },
  {
    tool: 'mqttPublishMany',
    given: (place) => ({ messages: ['1', '2'].map((payload) => ({ topic: `${place}/many`, payload })), qos: 1 }),
    sent: ['ask/many 1', 'ask/many 2'],
    told: /Published 2 of 2 messages/,
    questions: 2,
  },
  {
    tool: 'mqttClearRetained',
    given: (place) => ({ topic: `${place}/kept` }),
    sent: ['ask/kept '],
    told: /1 retained message cleared/,
    questions: 1,
  },
  {
    tool: 'mqttRecord',
    given: (place) => ({ topic: `${place}/#`, retained: true, maxMessages: 1, seconds: 20 }),
    sent: [],
    told: /the value/,
    questions: 1,
  },
  { tool: 'mqttReadTopic', given: (place) => ({ topic: `${place}/kept` }), sent: [], told: /the value/, questions: 1 },
];

const eras = policedEras.filter(({ era }) => !era.includes('stdio'));

describe.each(eras)('in $era', ({ by, open }) => {
  it.each(cases)('$tool ends as the policy or the person says, and stands in the audit trail', async (wanted) => {
    const { tool, given, sent, told, questions } = wanted;
    await using client = await open(policy, `mqtt://127.0.0.1:${broker.port}`);
    const call = (place: string) => client.call(tool, { connection: 'local', ...given(place) });
    arrived = [];

    const denied = await call('never');
    expect(denied).toMatchObject({ isError: true, text: expect.stringContaining('denied by rule 1 of the policy') });
    expect(client.asked).toEqual([]);
    client.answers('refuse');
    const refused = await call('ask');
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('refused by the person who was asked') });
    expect(await settled()).toEqual([]);
    for (const { text } of [denied, refused]) expect(text).not.toMatch(told);

    client.answers('approve');
    expect(await call('ask')).toMatchObject({ isError: false, text: expect.stringMatching(told) });
    expect((await settled()).toSorted()).toEqual(sent);
    expect(client.asked).toHaveLength(2 * questions);
    for (const question of client.asked) expect(question).toContain('ask/');

    const trail = (await client.activity()).filter((entry) => entry.tool === tool);
    expect(trail.map(({ outcome, decision }) => [outcome, decision])).toEqual([
      ['ok', { verdict: 'approved', rule: 'rule 2', by }],
      ['denied', { verdict: 'refused', rule: 'rule 2', by }],
      ['denied', { verdict: 'denied', rule: 'rule 1', by: null }],
    ]);
  });

  it('a list of messages of which some are denied or refused is sent without those, and is recorded by the gravest', async () => {
    await using client = await open(policy, `mqtt://127.0.0.1:${broker.port}`);
    arrived = [];
    const messages = ['ask/1', 'open/1', 'never/1'].map((topic) => ({ topic, payload: 'x', qos: 1 }));
    client.answers('refuse');
    const { isError, text } = await client.call('mqttPublishMany', { connection: 'local', messages });
    expect([isError, text]).toEqual([false, expect.stringMatching(/Published 1 of 3 messages\. 2 failed/)]);
    expect(JSON.parse(text.slice(text.indexOf('\n')))).toMatchObject({
      errors: [
        { index: 0, error: expect.stringContaining('refused by the person who was asked') },
        { index: 2, error: expect.stringContaining('denied by rule 1 of the policy') },
      ],
    });
    expect(await settled()).toEqual(['open/1 x']);
    expect(await client.activity()).toMatchObject([{ outcome: 'ok', decision: { verdict: 'denied', rule: 'rule 1', by: null } }]);
  });
});
