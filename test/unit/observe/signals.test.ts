import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogBook } from '../../../sidecar/observe/log.ts';
import { handleSignals } from '../../../sidecar/observe/signals.ts';

class FakeProcess extends EventEmitter {
  readonly codes: number[] = [];
  readonly exited = Promise.withResolvers<number>();
  exit(code: number): void {
    this.codes.push(code);
    this.exited.resolve(code);
  }
}

describe('Signals', () => {
  let fake: FakeProcess;
  let log: LogBook;
  let now: number;

  beforeEach(() => {
    fake = new FakeProcess();
    log = createLog({ level: 'info', sink: () => {} });
    now = 0;
  });

  const handle = (stop: (reason: string) => Promise<void>, deadlineMs = 60_000) =>
    handleSignals({ stop, log, deadlineMs, process: fake, now: () => now });

  it('stop once, say why, and end with exit code 0', async () => {
    const reasons: string[] = [];
    handle(async (reason) => void reasons.push(reason));
    fake.emit('SIGTERM', 'SIGTERM');
    expect(await fake.exited.promise).toBe(0);
    expect(reasons).toEqual(['SIGTERM']);
    expect(log.recent().map(({ message }) => message)).toEqual(['Stopping on SIGTERM']);
  });

  it('do no harm when they come again', async () => {
    const held = Promise.withResolvers<undefined>();
    let stops = 0;
    handle(() => {
      stops += 1;
      return held.promise;
    });
    fake.emit('SIGTERM', 'SIGTERM');
    now = 5000;
    fake.emit('SIGTERM', 'SIGTERM');
    fake.emit('SIGINT', 'SIGINT');
    expect(fake.codes).toEqual([]);
    held.resolve(undefined);
    expect(await fake.exited.promise).toBe(0);
    expect(stops).toBe(1);
  });

  it('take two interrupts of one keystroke for one, and a later one for impatience', () => {
    handle(() => new Promise(() => {}));
    fake.emit('SIGINT', 'SIGINT');
    now = 900;
    fake.emit('SIGINT', 'SIGINT');
    expect(fake.codes).toEqual([]);
    now = 1100;
    fake.emit('SIGINT', 'SIGINT');
    expect(fake.codes).toEqual([130]);
  });

  it('end with exit code 0 also when stopping fails, and log it', async () => {
    handle(() => Promise.reject(new Error('broker hung')));
    fake.emit('SIGTERM', 'SIGTERM');
    expect(await fake.exited.promise).toBe(0);
    expect(log.recent().at(-1)).toMatchObject({ level: 'error', message: 'Stopping failed; the process ends all the same' });
  });

  it('end with exit code 0 when stopping takes too long', async () => {
    handle(() => new Promise(() => {}), 20);
    fake.emit('SIGTERM', 'SIGTERM');
    expect(await fake.exited.promise).toBe(0);
    expect(log.recent().at(-1)?.message).toContain('took too long');
  });

  it('are left to the process again when the handling is taken back', () => {
    const release = handle(() => Promise.resolve());
    expect(fake.listenerCount('SIGTERM') + fake.listenerCount('SIGINT')).toBe(2);
    release();
    expect(fake.listenerCount('SIGTERM') + fake.listenerCount('SIGINT')).toBe(0);
  });
});
