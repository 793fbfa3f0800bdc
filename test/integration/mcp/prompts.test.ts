/** Prompts and completions as a client gets them, in a session and without one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { postModern } from '../../support/streamable-client.ts';

const TEMPLATE = { type: 'ref/resource', uri: 'mqtt://{connection}/{+topic}' };

let broker: EmbeddedBroker;
let sidecar: TestSidecar;
let client: RawMcpClient;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  sidecar = await startTestSidecar({ profiles: { local: { url }, lab: { url: 'mqtt://127.0.0.1:1' } } });
  client = await RawMcpClient.open(sidecar.origin);
  await client.callTool('mqttSubscribe', { connection: 'local', topic: '#' });
  for (const topic of ['hall/line1/temp', 'hall/line1/door', 'hall/line2/temp', 'yard/gate']) {
    await client.callTool('mqttPublish', { connection: 'local', topic, payload: 'secret value', qos: 1 });
  }
  await client.callTool('mqttReadMessages', { topic: 'yard/gate', waitSeconds: 10 });
});

afterAll(async () => {
  client.destroy();
  await sidecar.stop();
  await broker.close();
});

async function textOf(name: string, given: object): Promise<string> {
  const { result } = await client.request('prompts/get', { name, arguments: given });
  expect(result).toMatchObject({ messages: [{ role: 'user', content: { type: 'text' } }] });
  return JSON.stringify(result);
}

async function valuesOf(ref: object, name: string, value: string, given: object = {}): Promise<unknown> {
  const { result } = await client.request('completion/complete', { ref, argument: { name, value }, context: { arguments: given } });
  return result?.['completion'];
}

describe('the prompts', () => {
  it('are announced and listed with their arguments', async () => {
    expect((await client.request('initialize')).result).toMatchObject({
      capabilities: { prompts: { listChanged: false }, completions: {} },
    });
    const { result } = await client.request('prompts/list');
    expect(result).toMatchObject({
      prompts: [
        { name: 'diagnose-silent-device', arguments: [{ name: 'topic', required: true }, { name: 'connection' }, { name: 'symptom' }] },
        { name: 'summarize-topic-tree', arguments: [{ name: 'filter', required: false }, { name: 'connection' }, { name: 'seconds' }] },
        {
          name: 'design-topic-namespace',
          arguments: [{ name: 'system', required: true }, { name: 'constraints' }, { name: 'connection' }],
        },
      ],
    });
    const { messages } = await postModern(sidecar.origin, 'prompts/list');
    expect(messages.at(-1)?.result).toMatchObject({ prompts: result?.['prompts'] });
  });

  it('say what is known of a silent device, and no payload', async () => {
    const text = await textOf('diagnose-silent-device', { topic: 'hall/line1/#', symptom: 'nothing since nine' });
    expect(text).toMatch(/hall\/line1\/temp.*last message \d+ s ago, 1 in all/);
    expect(text).toContain('nothing since nine');
    expect(text).not.toMatch(/hall\/line2|secret value/);
  });

  it('say which profiles there are where nothing is connected, and take empty fields for absent ones', async () => {
    expect(await textOf('summarize-topic-tree', { connection: 'lab', filter: '' })).toMatch(/Nothing is connected as .*lab.* yet.*local/);
    expect(await textOf('design-topic-namespace', { system: 'a brewery' })).toMatch(/a brewery.*yard\/gate/s);
  });

  it.each([
    ['a prompt that is not there', { name: 'nope' }, /no prompt "nope".*diagnose-silent-device/],
    ['a missing argument', { name: 'diagnose-silent-device' }, /needs "topic"/],
    ['an empty argument', { name: 'diagnose-silent-device', arguments: { topic: ' ' } }, /needs "topic"/],
    ['a filter that is none', { name: 'diagnose-silent-device', arguments: { topic: 'a/#/b' } }, /cannot be used/],
    ['no name', {}, /Invalid params/],
  ])('are refused with -32602 for %s', async (_what, params, words) => {
    const { error } = await client.request('prompts/get', params);
    expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(words) });
  });
});

describe('completions', () => {
  it('offer profiles and open connections', async () => {
    expect(await valuesOf(TEMPLATE, 'connection', '')).toEqual({ values: expect.arrayContaining(['local', 'lab']), hasMore: false });
    expect(await valuesOf({ type: 'ref/prompt', name: 'summarize-topic-tree' }, 'connection', 'LA')).toMatchObject({ values: ['lab'] });
  });

  it('offer the topics that were observed, on the connection that was chosen', async () => {
    expect(await valuesOf(TEMPLATE, 'topic', 'hall/line1')).toEqual({ values: ['hall/line1/door', 'hall/line1/temp'], hasMore: false });
    expect(await valuesOf(TEMPLATE, 'topic', '', { connection: 'lab' })).toEqual({ values: [], hasMore: false });
  });

  it('offer filters for the next level', async () => {
    const ref = { type: 'ref/prompt', name: 'diagnose-silent-device' };
    expect(await valuesOf(ref, 'topic', 'h')).toMatchObject({
      values: ['hall/#', 'hall/line1/door', 'hall/line1/temp', 'hall/line2/temp'],
    });
    expect(await valuesOf(ref, 'topic', 'hall/')).toMatchObject({ values: expect.arrayContaining(['hall/line1/#', 'hall/line2/#']) });
    expect(await valuesOf(ref, 'symptom', 'n')).toEqual({ values: [], hasMore: false });
  });

  it('come in hundreds at most, and say that there are more', async () => {
    for (let n = 0; n < 120; n += 1) await client.callTool('mqttPublish', { connection: 'local', topic: `many/${n}`, payload: '', qos: 1 });
    const found = await valuesOf(TEMPLATE, 'topic', 'many/');
    expect(found).toMatchObject({ hasMore: true });
    expect(found).toSatisfy(({ values }: { values: string[] }) => values.length === 100);
  });

  it.each([
    ['another template', { type: 'ref/resource', uri: 'mqtt://{x}' }, 'topic'],
    ['another prompt', { type: 'ref/prompt', name: 'nope' }, 'topic'],
    ['another argument', { type: 'ref/prompt', name: 'summarize-topic-tree' }, 'nope'],
    ['another kind of reference', { type: 'ref/tool', name: 'nope' }, 'topic'],
  ])('are refused with -32602 for %s', async (_what, ref, name) => {
    expect((await client.request('completion/complete', { ref, argument: { name, value: '' } })).error).toMatchObject({ code: -32602 });
  });
});
