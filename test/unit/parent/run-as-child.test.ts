import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../../sidecar/config/schema.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { createParentChannel, waitForParent } from '../../../sidecar/parent/channel.ts';
import { type RunningSidecar, runAsChild } from '../../../sidecar/parent/run-as-child.ts';
import { type ChildMessage, childMessageSchema, type ParentMessage } from '../../../sidecar/parent/schema.ts';

const tools = [{ name: 'mqttPublish', description: 'Publishes.', input_schema: { type: 'object' } }] as const;
const start: ParentMessage = {
  type: 'start',
  config: { server: { port: 4123 } },
  adminToken: 'an-admin-token-of-some-length',
  profiles: { plant: { url: 'mqtt://plant.example:1883', password: 'hidden-in-here' } },
  defaultProfile: 'plant',
};

/** The parent's side of a port, in this process. */
function createChild({ fail, pingMs }: { fail?: unknown; pingMs?: number } = {}) {
  const port = new EventEmitter();
  const parent = new EventEmitter();
  const messages: ChildMessage[] = [];
  const started: Config[] = [];
  const changed: (readonly [readonly string[], string])[] = [];
  const policies: string[][] = [];
  const stop = vi.fn(() => Promise.resolve());
  const running: RunningSidecar = {
    port: 4123,
    urls: { mcp: 'http://localhost:4123/mqttx/sse' },
    log: createLog({ level: 'silent' }),
    embeddedBrokerUrl: undefined,
    updateProfiles: (profiles, defaultProfile) => changed.push([Object.keys(profiles), defaultProfile]),
    updatePolicy: ({ rules }) => policies.push(rules.map(({ decision }) => decision)),
    stop,
  };
  const exited = once(parent, 'exit').then(([code]: unknown[]) => code);
  const channel = createParentChannel({
    on: (event, listener) => port.on(event, listener),
    postMessage(message) {
      messages.push(childMessageSchema.parse(message));
      parent.emit('message');
    },
  });
  runAsChild({
    channel,
    tools,
    start: (config) => {
      started.push(config);
      return fail === undefined ? Promise.resolve(running) : Promise.reject(fail instanceof Error ? fail : new Error('failed'));
    },
    exit: (code) => parent.emit('exit', code),
    ...(pingMs === undefined ? {} : { pingMs }),
  });
  return {
    messages,
    started,
    changed,
    policies,
    stop,
    exited,
    send: (message: ParentMessage) => port.emit('message', { data: message }),
    sendRaw: (data: unknown) => port.emit('message', { data }),
    nextMessage: () => once(parent, 'message'),
  };
}

describe('a sidecar started as a child', () => {
  let end: (() => Promise<unknown>) | undefined;
  const create = (options?: Parameters<typeof createChild>[0]) => {
    const child = createChild(options);
    end = () => {
      child.send({ type: 'stop' });
      return child.exited;
    };
    return child;
  };
  afterEach(() => end?.());

  it('says that it waits, and starts with the configuration, the token and the profiles it is given', async () => {
    const child = create();
    expect(child.messages).toEqual([{ type: 'awaiting-start' }]);
    const ready = child.nextMessage();
    child.send(start);
    await ready;
    expect(child.started).toHaveLength(1);
    expect(child.started[0]).toMatchObject({
      server: { port: 4123 },
      admin: { token: 'an-admin-token-of-some-length' },
      defaultProfile: 'plant',
      profiles: { plant: { password: 'hidden-in-here' } },
    });
    expect(child.messages[1]).toEqual({
      type: 'ready',
      port: 4123,
      mcpUrl: 'http://localhost:4123/mqttx/sse',
      pid: process.pid,
      embeddedBrokerUrl: null,
      tools,
    });
  });

  it('starts once, however often it is told to', async () => {
    const child = create();
    const ready = child.nextMessage();
    child.send(start);
    child.send(start);
    await ready;
    expect(child.started).toHaveLength(1);
  });

  it('names the setting, and no value, when the configuration is wrong', async () => {
    const child = create();
    const answered = child.nextMessage();
    child.send({ ...start, profiles: { plant: { url: 'mqtt://plant.example', keepaliveSeconds: 'hidden-in-here' } } });
    await answered;
    expect(child.messages[1]).toMatchObject({ type: 'failed', code: 'invalid-configuration', portHolder: null });
    expect(JSON.stringify(child.messages[1])).toContain('profiles.plant.keepaliveSeconds');
    expect(JSON.stringify(child.messages[1])).not.toContain('hidden-in-here');
    expect(child.started).toEqual([]);
  });

  it('tells why it could not start, and ends when its parent has heard it', async () => {
    const child = create({ fail: new AppError('unsafe-listener') });
    const answered = child.nextMessage();
    child.send(start);
    await answered;
    expect(child.messages[1]).toMatchObject({ type: 'failed', code: 'unsafe-listener' });
    child.send({ type: 'stop' });
    expect(await child.exited).toBe(0);
  });

  it('tells who holds a port that is in use, where the system says so', async () => {
    const child = create({ fail: new AppError('port-in-use') });
    const answered = child.nextMessage();
    child.send({ ...start, config: { server: { port: 1 } } });
    await answered;
    expect(child.messages[1]).toMatchObject({ type: 'failed', code: 'port-in-use', portHolder: { kind: 'unknown' } });
  });

  it('takes over a changed policy, and keeps the old one when the new is not valid', async () => {
    const child = create();
    child.send(start);
    await child.nextMessage();
    child.send({ type: 'policy-changed', policy: { rules: [{ decision: 'ask' }] } });
    child.send({ type: 'policy-changed', policy: { rules: [{ decision: 'perhaps' }] } });
    child.send({ type: 'policy-changed', policy: { rules: [] } });
    await vi.waitFor(() => expect(child.policies).toEqual([['ask'], []]));
  });

  it('takes over changed profiles, and keeps the old ones when the new are not valid', async () => {
    const child = create();
    const ready = child.nextMessage();
    child.send(start);
    await ready;
    child.send({ type: 'profiles-changed', profiles: { lab: { url: 'mqtt://lab.example' } }, defaultProfile: 'lab' });
    await vi.waitFor(() => expect(child.changed).toEqual([[['local', 'lab'], 'lab']]));
    child.send({ type: 'profiles-changed', profiles: {}, defaultProfile: 'nowhere' });
    child.send({ type: 'profiles-changed', profiles: {}, defaultProfile: 'local' });
    await vi.waitFor(() => expect(child.changed).toHaveLength(2));
    expect(child.changed[1]).toEqual([['local'], 'local']);
  });

  it('stops the server before it exits', async () => {
    const child = create();
    const ready = child.nextMessage();
    child.send(start);
    await ready;
    child.send({ type: 'stop' });
    expect(await child.exited).toBe(0);
    expect(child.stop).toHaveBeenCalledOnce();
  });

  it('ends by itself when its parent has fallen silent', async () => {
    const child = create({ pingMs: 5 });
    const ready = child.nextMessage();
    child.send(start);
    await ready;
    expect(await child.exited).toBe(0);
    expect(child.stop).toHaveBeenCalledOnce();
  });

  it('ends when its parent has gone before it could say anything', async () => {
    const child = create({ pingMs: 5 });
    expect(await child.exited).toBe(0);
    expect(child.started).toEqual([]);
  });

  it('answers what came of trying a profile', async () => {
    const child = create();
    const answered = child.nextMessage();
    child.send({ type: 'try-profile', id: 'one', profile: { url: 'mqtt://127.0.0.1:1', connectTimeoutSeconds: 2 } });
    await answered;
    expect(child.messages[1]).toMatchObject({ type: 'profile-tried', id: 'one', result: { ok: false } });
  });
});

describe('waitForParent', () => {
  it('finds no parent in a process that was started by itself', () => {
    expect(waitForParent({})).toBeUndefined();
    expect(waitForParent({ parentPort: null })).toBeUndefined();
  });

  it('finds the port of a utility process', () => {
    expect(waitForParent({ parentPort: { on: () => undefined, postMessage: () => undefined } })).toBeDefined();
  });
});
