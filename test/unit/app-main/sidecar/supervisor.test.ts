import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ForkSidecar } from '../../../../app/main/sidecar/sidecar-process.ts';
import { Supervisor } from '../../../../app/main/sidecar/supervisor.ts';
import type { CrashReason, SidecarState } from '../../../../app/shared/ipc/sidecar.ts';
import { AppError } from '../../../../sidecar/errors.ts';
import { createLog } from '../../../../sidecar/observe/log.ts';
import { createParentChannel } from '../../../../sidecar/parent/channel.ts';
import { runAsChild } from '../../../../sidecar/parent/run-as-child.ts';
import { childMessageSchema, type StartMessage } from '../../../../sidecar/parent/schema.ts';

/** The sidecar's own end of the channel, in this process instead of one of its own: only the process is missing. */
function createWorld({
  fail = (): Error | undefined => undefined,
  startMessage,
}: { fail?: () => Error | undefined; startMessage?: () => Promise<StartMessage> } = {}) {
  const children: { crash(code: number): void; say(line: string): void; profiles: string[]; policies: boolean[] }[] = [];
  const locked: string[] = [];
  const gaveUp: CrashReason[] = [];

  const fork: ForkSidecar = ({ onMessage, onLine, onExit }) => {
    const port = new EventEmitter();
    let alive = true;
    const profiles: string[] = [];
    const policies: boolean[] = [];
    const exit = (code: number): void => {
      if (!alive) return;
      alive = false;
      queueMicrotask(() => onExit(code));
    };
    children.push({ crash: exit, say: onLine, profiles, policies });
    queueMicrotask(() =>
      runAsChild({
        channel: createParentChannel({
          on: (event, listener) => port.on(event, listener),
          postMessage: (message) => queueMicrotask(() => alive && onMessage(childMessageSchema.parse(message))),
        }),
        tools: [],
        exit,
        start: async (config) => {
          const failure = fail();
          if (failure !== undefined) throw failure;
          return {
            port: config.server.port,
            urls: { mcp: `http://localhost:${config.server.port}/mqttx/sse` },
            log: createLog({ level: 'silent' }),
            embeddedBrokerUrl: undefined,
            updateProfiles: (changed) => profiles.push(Object.keys(changed).join()),
            updatePolicy: ({ readOnly }) => policies.push(readOnly),
            stop: () => Promise.resolve(),
          };
        },
      }),
    );
    return { pid: 4711, send: (message) => alive && port.emit('message', { data: message }), kill: () => exit(9) };
  };

  const supervisor = new Supervisor({
    fork,
    port: 4000,
    basePath: '/mqttx',
    startMessage:
      startMessage === undefined
        ? (port) =>
            Promise.resolve({
              type: 'start',
              config: { server: { port } },
              adminToken: 'x'.repeat(43),
              profiles: {},
              defaultProfile: 'local',
            })
        : () => startMessage(),
    lock: {
      take: (pid, port) => Promise.resolve(void locked.push(`${pid === process.pid ? 'own' : pid} on ${port}`)),
      release: () => Promise.resolve(void locked.push('released')),
    },
    findFreePort: (after) => Promise.resolve(after + 5),
    onLine: () => undefined,
    onGaveUp: (reason) => gaveUp.push(reason),
  });
  onTestFinished(() => supervisor.shutdown());
  const until = (name: SidecarState['name']): Promise<void> => vi.waitFor(() => expect(supervisor.state.name).toBe(name));
  return { supervisor, children, locked, gaveUp, until };
}

describe('the supervisor', () => {
  it('starts the sidecar, remembers it in the lock file, and forgets it when it has ended', async () => {
    const { supervisor, until, locked } = createWorld();
    const seen: string[] = [];
    supervisor.onState(({ name }) => seen.push(name));
    supervisor.start();
    await until('running');
    expect(supervisor.state).toMatchObject({ port: 4000, attached: false, mcpUrl: 'http://localhost:4000/mqttx/sse' });
    await supervisor.shutdown();
    expect(seen).toEqual(['starting', 'running', 'stopping', 'stopped']);
    expect(locked).toEqual(['own on 4000', 'released']);
    expect(supervisor.ready).toBeUndefined();
  });

  it('brings a crashed sidecar back, with its last words kept until then', async () => {
    const { supervisor, children, until } = createWorld();
    supervisor.start();
    await until('running');
    children[0]?.say('something is wrong');
    children[0]?.crash(134);
    await until('crashed');
    expect(supervisor.state).toMatchObject({ lastLines: ['something is wrong'], attempt: 1 });
    await until('running');
    expect(children).toHaveLength(2);
  });

  it('says once that it gave up on a start that cannot succeed', async () => {
    const { supervisor, until, gaveUp, children } = createWorld({
      fail: () => new AppError('unsafe-listener', 'It is open to all.', { hint: 'Close it.' }),
    });
    supervisor.start();
    await until('crashed');
    const reason = { kind: 'refused', failure: { code: 'unsafe-listener', message: 'It is open to all.', hint: 'Close it.' } };
    expect(supervisor.state).toMatchObject({ reason, nextTryAt: null });
    expect(gaveUp).toEqual([reason]);
    expect(children).toHaveLength(1);
  });

  it('explains a busy port, names a free one, and moves there', async () => {
    let busy = true;
    const { supervisor, until } = createWorld({ fail: () => (busy ? new AppError('port-in-use') : undefined) });
    supervisor.start();
    await until('port-blocked');
    await vi.waitFor(() => expect(supervisor.state).toMatchObject({ holder: { kind: 'unknown' }, freePort: 4005 }));
    busy = false;
    supervisor.changePort(4005);
    await until('running');
    expect(supervisor.state).toMatchObject({ port: 4005 });
  });

  it('does not start a sidecar whose secrets could not be opened', async () => {
    const { supervisor, until } = createWorld({
      startMessage: () => Promise.reject(new AppError('secret-storage-failed', 'The keyring is locked.')),
    });
    supervisor.start();
    await until('crashed');
    expect(supervisor.state).toMatchObject({
      nextTryAt: null,
      reason: { failure: { code: 'secret-storage-failed', message: 'The keyring is locked.' } },
    });
  });

  it('hands changed profiles to the sidecar that runs', async () => {
    const { supervisor, children, until } = createWorld();
    supervisor.start();
    await until('running');
    supervisor.sendProfiles({ lab: { url: 'mqtt://lab.example' } }, 'lab');
    await vi.waitFor(() => expect(children[0]?.profiles).toEqual(['local,lab']));
  });

  it('hands a changed policy to the sidecar that runs', async () => {
    const { supervisor, children, until } = createWorld();
    supervisor.start();
    await until('running');
    supervisor.sendPolicy({ readOnly: true, rules: [], brokers: [], askTimeoutSeconds: 50 });
    await vi.waitFor(() => expect(children[0]?.policies).toEqual([true]));
  });

  it('tries a profile through the sidecar, and says so when there is none', async () => {
    const { supervisor, until } = createWorld();
    await expect(supervisor.tryProfile({})).rejects.toMatchObject({ code: 'sidecar-not-running' });
    supervisor.start();
    await until('running');
    expect(await supervisor.tryProfile({ url: 'mqtt://127.0.0.1:1' })).toMatchObject({ ok: false });
  });

  it('lets nobody wait for a profile that an ended sidecar was trying', async () => {
    const { supervisor, children, until } = createWorld();
    supervisor.start();
    await until('running');
    const trial = supervisor.tryProfile({ url: 'mqtt://127.0.0.1:1' });
    children[0]?.crash(9);
    await expect(trial).rejects.toMatchObject({ code: 'sidecar-not-running' });
  });
});
