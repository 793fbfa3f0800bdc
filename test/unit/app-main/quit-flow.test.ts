import { describe, expect, it, vi } from 'vitest';
import { createQuitFlow } from '../../../app/main/quit-flow.ts';

function create({ sessions = 0, confirm = true } = {}) {
  const shutDown = Promise.withResolvers<void>();
  const quit = vi.fn();
  const asked = vi.fn(() => Promise.resolve(confirm));
  const errors: unknown[] = [];
  const flow = createQuitFlow({
    liveSessions: () => sessions,
    confirm: asked,
    shutdown: () => shutDown.promise,
    quit,
    onError: (error) => errors.push(error),
  });
  return { flow, quit, asked, shutDown, errors };
}

describe('the way out', () => {
  it('asks nobody when nobody is connected', () => {
    const { flow, asked } = create();
    expect(flow.mayQuit()).toBe(true);
    expect(flow.isQuitting).toBe(true);
    expect(asked).not.toHaveBeenCalled();
  });

  it('asks while assistants are connected, and quits when that is wished', async () => {
    const { flow, asked, quit } = create({ sessions: 2 });
    expect(flow.mayQuit()).toBe(false);
    expect(asked).toHaveBeenCalledWith(2);
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(flow.mayQuit()).toBe(true);
  });

  it('asks once at a time, and goes on running when quitting is not wished', async () => {
    const { flow, asked, quit } = create({ sessions: 2, confirm: false });
    flow.mayQuit();
    flow.mayQuit();
    expect(asked).toHaveBeenCalledOnce();
    await asked.mock.results[0]?.value;
    await Promise.resolve();
    expect(flow.isQuitting).toBe(false);
    expect(quit).not.toHaveBeenCalled();
    flow.mayQuit();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('does not end before the sidecar has', async () => {
    const { flow, quit, shutDown } = create();
    flow.mayQuit();
    expect(flow.mayEnd()).toBe(false);
    expect(flow.mayEnd()).toBe(false);
    expect(quit).not.toHaveBeenCalled();
    shutDown.resolve();
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(flow.mayEnd()).toBe(true);
  });

  it('ends although stopping failed, and says so', async () => {
    const { flow, quit, shutDown, errors } = create();
    flow.mayEnd();
    shutDown.reject(new Error('stuck'));
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(flow.mayEnd()).toBe(true);
    expect(errors).toHaveLength(1);
  });

  it('obeys a signal without asking', () => {
    const { flow, quit, asked } = create({ sessions: 3 });
    flow.quitNow();
    expect(quit).toHaveBeenCalledOnce();
    expect(flow.mayQuit()).toBe(true);
    expect(asked).not.toHaveBeenCalled();
  });

  it('has nothing left to wait for once an installation was prepared', async () => {
    const { flow, shutDown } = create({ sessions: 3 });
    shutDown.resolve();
    await flow.prepare();
    expect([flow.mayQuit(), flow.mayEnd()]).toEqual([true, true]);
  });
});
