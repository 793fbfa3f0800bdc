/** The tools that wait for messages or send many: the same over HTTP+SSE and over the revision without sessions. */
import { connectAsync, type IClientPublishOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient, type ToolResult, toToolResult } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { callModern } from '../../support/streamable-client.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
/** A device: knows nothing of us. */
let device: MqttClient;

beforeAll(async () => {
  broker = await startMosquitto({ acl: ['topic readwrite #', 'topic deny forbidden/#'] });
  sidecar = await startTestSidecar({
    profiles: { plant: { url: `mqtt://someone:secret-word@127.0.0.1:${broker.port}` } },
    defaultProfile: 'plant',
  });
  device = await connectAsync(broker.url, { protocolVersion: 5 });
});

afterAll(async () => {
  await device.endAsync();
  await sidecar.stop();
  await broker.dispose();
});

type Call = (name: string, given?: Record<string, unknown>) => Promise<ToolResult>;

const callers = {
  'HTTP+SSE': async (connect: object): Promise<{ call: Call; leave: () => Promise<unknown> }> => {
    const client = await RawMcpClient.open(sidecar.origin);
    await client.callTool('mqttConnect', { url: broker.url, ...connect });
    return { call: (name, given = {}) => client.callTool(name, given), leave: async () => client.destroy() };
  },
  'the stateless revision': async (connect: object): Promise<{ call: Call; leave: () => Promise<unknown> }> => {
    const call: Call = async (name, given = {}) => toToolResult(await callModern(sidecar.origin, name, given));
    const { structured } = await call('mqttConnect', { url: broker.url, ...connect });
    const { connection } = structured;
    return { call: (name, given = {}) => call(name, { connection, ...given }), leave: () => call('mqttDisconnect', { connection }) };
  },
} as const;

let topics = 0;
const fresh = (name: string): string => `${name}/${(topics += 1)}`;
const listened = (filter: string): Promise<void> =>
  broker.waitForLog(new RegExp(`Received SUBSCRIBE[^]*\\t${filter.replaceAll('+', '\\+')} \\(QoS`));
const say = (topic: string, payload: string | Buffer, more: IClientPublishOptions = {}): Promise<unknown> =>
  device.publishAsync(topic, payload, { qos: 1, ...more });

describe.each(Object.entries(callers))('over %s', (_name, open) => {
  let call: Call;
  let leave: () => Promise<unknown>;

  beforeEach(async () => {
    ({ call, leave } = await open({ protocolVersion: 5 }));
  });

  afterEach(() => leave());

  describe('mqttReadTopic', () => {
    it('returns what is retained', async () => {
      const topic = fresh('kept');
      await say(topic, '21.5', { retain: true });
      expect(await call('mqttReadTopic', { topic })).toMatchObject({
        isError: false,
        text: expect.stringMatching(/^The retained message of/),
        structured: { topic, source: 'retained', message: { topic, payload: '21.5', encoding: 'utf8', retain: true } },
      });
    });

    it('returns the next message where nothing is retained, or where that is not wanted', async () => {
      const topic = fresh('next');
      await say(topic, 'old', { retain: true });
      const reading = call('mqttReadTopic', { topic, retained: 'false', waitSeconds: '30' });
      await listened(topic);
      await say(topic, 'new');
      expect((await reading).structured).toMatchObject({ source: 'live', message: { payload: 'new', retain: false } });
    });

    it('says that there is nothing', async () => {
      expect(await call('mqttReadTopic', { topic: fresh('empty'), waitSeconds: 0 })).toMatchObject({
        isError: false,
        text: expect.stringMatching(/nothing is retained there, and none was published within 0 s/),
        structured: { message: null, source: null },
      });
    });

    it('refuses a wildcard and says what to use instead', async () => {
      const { isError, text } = await call('mqttReadTopic', { topic: 'a/+' });
      expect([isError, text]).toEqual([true, expect.stringMatching(/wildcard.*mqttRecord/s)]);
    });
  });

  describe('mqttRecord', () => {
    it('stops when it has enough', async () => {
      const topic = fresh('r');
      const recording = call('mqttRecord', { topic: `${topic}/+`, maxMessages: '3', seconds: 60 });
      await listened(`${topic}/+`);
      for (const number of [1, 2, 3, 4]) await say(`${topic}/${number}`, `value ${number}`);
      const { structured, text } = await recording;
      expect(structured).toMatchObject({
        stopped: 'count',
        received: 3,
        dropped: 0,
        messages: [{ payload: 'value 1' }, { payload: 'value 2' }, { payload: 'value 3' }],
      });
      expect(text).toMatch(/^3 messages on .*"value 3"/s);
    });

    it('stops when time is up, with what is retained if that is wanted', async () => {
      const topic = fresh('r');
      await say(topic, 'kept', { retain: true });
      const [without, included] = await Promise.all([
        call('mqttRecord', { topic, seconds: 0.5 }),
        call('mqttRecord', { topic, seconds: 0.5, retained: true }),
      ]);
      expect(without.structured).toMatchObject({ stopped: 'time', received: 0, messages: [] });
      expect(included.structured).toMatchObject({ stopped: 'time', received: 1, messages: [{ payload: 'kept', retain: true }] });
    });

    it('is bounded, and counts what had no room', async () => {
      const topic = fresh('big');
      const recording = call('mqttRecord', { topic, maxMessages: 12, seconds: 60 });
      await listened(topic);
      for (let number = 1; number <= 12; number += 1) await say(topic, 'x'.repeat(40_000));
      const { structured, text } = await recording;
      expect(structured).toMatchObject({ received: 12, dropped: 4, truncated: 8 });
      expect(text).toMatch(/4 of them had no room.*8 payloads cut/s);
      expect(text.length).toBeLessThan(400_000);
    });

    it('leaves the read buffer and the subscriptions of its caller alone', async () => {
      const topic = fresh('apart');
      const recording = call('mqttRecord', { topic, maxMessages: 1, seconds: 60 });
      await listened(topic);
      await say(topic, 'x');
      await recording;
      expect((await call('mqttReadMessages')).structured).toMatchObject({ messages: [] });
      expect(JSON.stringify((await call('mqttStatus')).structured)).not.toContain(topic);
      await broker.waitForLog(new RegExp(`Received UNSUBSCRIBE[^]*\\t${topic}`));
    });
  });

  describe('mqttPublishMany', () => {
    it('sends in order, and says how each was acknowledged in words', async () => {
      const topic = fresh('many');
      await call('mqttSubscribe', { topic: `${topic}/#`, qos: 1 });
      const messages = Array.from({ length: 200 }, (_, index) => ({ topic: `${topic}/${index}`, payload: index, qos: 1 }));
      const { structured } = await call('mqttPublishMany', {
        messages: JSON.stringify([...messages, { topic: fresh('nobody'), payload: '' }]),
        qos: 1,
      });
      expect(structured).toMatchObject({
        published: 201,
        failed: 0,
        outcomes: [
          { reasonCode: 0, reason: 'success (0x00)', messages: 200 },
          { reasonCode: 16, reason: 'there are no matching subscribers (0x10)', messages: 1 },
        ],
      });
      const { structured: read } = await call('mqttReadMessages', { limit: 300, waitSeconds: 10 });
      expect(read['messages']).toMatchObject(messages.map((message) => ({ topic: message.topic, payload: String(message.payload) })));
    });

    it('sends nothing when one of them is malformed, and says which', async () => {
      const topic = fresh('none');
      const messages = [
        { topic, payload: 'x', retain: true },
        { topic: 'a/#', payload: 'y' },
      ];
      const { isError, text } = await call('mqttPublishMany', { messages });
      expect([isError, text]).toEqual([true, expect.stringMatching(/^messages\[1\]: .*wildcard/)]);
      expect((await call('mqttReadTopic', { topic, waitSeconds: 0 })).structured).toMatchObject({ message: null });
    });

    it('goes on after a refusal of the broker, and tells it', async () => {
      const messages = [fresh('may'), 'forbidden/x', fresh('may')].map((topic) => ({ topic, payload: 'x', qos: 1 }));
      const { isError, structured } = await call('mqttPublishMany', { messages });
      expect(isError).toBe(false);
      expect(structured).toMatchObject({
        published: 2,
        failed: 1,
        errors: [{ index: 1, topic: 'forbidden/x', error: expect.stringMatching(/not authorized \(0x87\)/) }],
      });
      expect(await call('mqttPublishMany', { messages: messages.slice(1, 2) })).toMatchObject({ isError: true });
    });
  });

  describe('mqttClearRetained', () => {
    it('lists, clears and then finds nothing', async () => {
      const topic = fresh('clear');
      for (const name of ['a', 'b', 'c']) await say(`${topic}/${name}`, 'x', { retain: true });
      const filter = { topic: `${topic}/+` };
      const all = ['a', 'b', 'c'].map((name) => `${topic}/${name}`);
      expect((await call('mqttClearRetained', { ...filter, dryRun: 'true' })).structured).toMatchObject({
        found: 3,
        cleared: 0,
        topics: all,
      });
      expect((await call('mqttClearRetained', { ...filter, limit: 2 })).structured).toMatchObject({ cleared: 2, more: true });
      expect((await call('mqttClearRetained', filter)).structured).toMatchObject({ cleared: 1, more: false, failed: [] });
      expect((await call('mqttClearRetained', filter)).text).toMatch(/^Nothing is retained/);
    });

    it('clears a single topic', async () => {
      const topic = fresh('clear');
      await say(topic, 'x', { retain: true });
      expect((await call('mqttClearRetained', { topic })).structured).toMatchObject({ cleared: 1, topics: [topic] });
      expect((await call('mqttReadTopic', { topic, waitSeconds: 0 })).structured).toMatchObject({ message: null });
      expect(await call('mqttClearRetained', { topic: 'forbidden/x' })).toMatchObject({
        isError: true,
        text: expect.stringMatching(/not authorized/),
      });
    });

    it('fails when none of many could be cleared', async () => {
      const topic = fresh('clear');
      for (const name of ['a', 'b']) await say(`${topic}/${name}`, 'x', { retain: true });
      const rules = [{ action: 'publish' as const, topic: `${topic}/#`, decision: 'deny' as const }];
      await using strict = await startTestSidecar({ profiles: { plant: { url: broker.url } }, policy: { rules } });
      const given = { connection: 'plant', topic: `${topic}/+` };
      expect(toToolResult(await callModern(strict.origin, 'mqttClearRetained', given))).toMatchObject({
        isError: true,
        text: expect.stringMatching(/denied by rule 1 of the policy/),
      });
    });
  });

  describe('mqttListTopics', () => {
    it('shows a tree with last values, page by page', async () => {
      const topic = fresh('tree');
      await say(`${topic}/line/temperature`, '21.5', { retain: true });
      await say(`${topic}/line/state`, '{"on":true}', { retain: true });
      const filter = `${topic}/#`;
      const listing = call('mqttListTopics', { topic: filter, listenSeconds: 1, limit: 2 });
      await listened(filter);
      await say(`${topic}/line`, 'live');
      const { structured, text } = await listing;
      const [root, number] = topic.split('/');
      expect(structured).toMatchObject({
        topics: 2,
        nextCursor: `${topic}/line/state`,
        tree: [
          {
            name: root,
            children: [
              {
                name: number,
                topic,
                children: [
                  {
                    name: 'line',
                    observed: { payload: 'live', retained: false, messages: 1 },
                    children: [{ name: 'state', observed: { payload: '{"on":true}', retained: true, messages: 0 } }],
                  },
                ],
              },
            ],
          },
        ],
      });
      expect(text).toMatch(/\n {4}line\/ = "live" \(1 message, .*\n {6}state = .*retained/);
      const second = await call('mqttListTopics', { topic: filter, after: structured['nextCursor'] });
      expect(second.structured).toMatchObject({ topics: 1, nextCursor: null });
      expect(second.text).toMatch(/temperature = "21.5"/);
    });

    it('says what to do where nothing was seen', async () => {
      const { text, structured } = await call('mqttListTopics', { topic: fresh('unseen') });
      expect([text, structured['tree']]).toEqual([expect.stringMatching(/listenSeconds/), []]);
    });
  });

  it('mqttListProfiles names brokers and no secret', async () => {
    const { structured, text } = await call('mqttListProfiles');
    expect(structured).toMatchObject({
      profiles: [
        { name: 'local', isDefault: false },
        { name: 'plant', url: broker.url, protocolVersion: 'auto', isDefault: true, connected: false },
      ],
      adHocConnections: true,
    });
    expect(text).not.toContain('secret-word');
    await call('mqttPublish', { topic: fresh('p'), payload: 'x', connection: 'plant' });
  });
});
