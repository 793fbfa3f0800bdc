import { describe, expect, it } from 'vitest';
import { createBridgeCalls } from '../../../../app/renderer/api/bridge-call.ts';
import type { Bridge } from '../../../../app/shared/ipc-contract.ts';
import { EVENT_CHANNELS, INVOKE_CHANNELS } from '../../../../app/shared/ipc-channels.ts';
import { eventSchemas, invokeSchemas } from '../../../../app/shared/ipc-contract.ts';

const answering = (answer: unknown): Bridge => ({ invoke: () => Promise.resolve(answer), on: () => () => undefined });

describe('the contract', () => {
  it('has a schema for every channel and no other', () => {
    expect(Object.keys(invokeSchemas).toSorted()).toEqual([...INVOKE_CHANNELS].toSorted());
    expect(Object.keys(eventSchemas).toSorted()).toEqual([...EVENT_CHANNELS].toSorted());
  });
});

describe('createBridgeCalls', () => {
  it('takes the answer out of its envelope', async () => {
    const { call } = createBridgeCalls(answering({ ok: true, value: { token: 'abc' } }));
    expect(await call('settings.renewToken')).toEqual({ token: 'abc' });
  });

  it('turns a failure into an error with its code and hint', async () => {
    const { call } = createBridgeCalls(answering({ ok: false, error: { code: 'not-connected', message: 'Down.', hint: 'Wait.' } }));
    await expect(call('admin.snapshot')).rejects.toMatchObject({
      name: 'ApiError',
      code: 'not-connected',
      message: 'Down.',
      hint: 'Wait.',
    });
  });

  it.each([
    ['no envelope', 'hello'],
    ['another shape', { ok: true, value: { token: 1 } }],
  ])('refuses %s', async (_what, answer) => {
    const { call } = createBridgeCalls(answering(answer));
    await expect(call('settings.renewToken')).rejects.toMatchObject({ code: 'unexpected-answer' });
  });

  it('parses events before anybody hears them', () => {
    let send: ((payload: unknown) => void) | undefined;
    const bridge: Bridge = {
      invoke: () => Promise.resolve(undefined),
      on(_channel, listener) {
        send = listener;
        return () => (send = undefined);
      },
    };
    const heard: unknown[] = [];
    const stop = createBridgeCalls(bridge).on('window.navigate', (event) => heard.push(event));
    send?.({ page: 'logs' });
    expect(() => send?.({ page: 'elsewhere' })).toThrow(/Invalid option/);
    expect(heard).toEqual([{ page: 'logs' }]);
    stop();
    expect(send).toBeUndefined();
  });
});
