import { describe, expect, it } from 'vitest';
import type { Closure } from '../../../sidecar/mqtt/closure.ts';
import { isOver, nextAttempt, QUICK_CLOSE_MS, startMachine, step } from '../../../sidecar/mqtt/connection-machine.ts';
import type { Machine, MachineEvent, MachineSettings, NextStep } from '../../../sidecar/mqtt/connection-machine.ts';

const lost: Closure = { kind: 'silent', answered: true };
const unreachable: Closure = { kind: 'network', error: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) };
const wrongPassword: Closure = { kind: 'refused', code: 0x86 };
const busy: Closure = { kind: 'refused', code: 0x89 };
const wrongVersion: Closure = { kind: 'refused', code: 1 };
const hangUp: Closure = { kind: 'silent', answered: false };
const takenOver: Closure = { kind: 'disconnected', code: 0x8e };

class Life {
  now = 0;
  machine: Machine;
  next: NextStep = { do: 'nothing' };
  readonly #settings: MachineSettings;

  constructor(settings: Partial<MachineSettings> = {}) {
    this.#settings = { target: 'broker:1883', clientId: 'me', protocolVersion: 'auto', keepTrying: false, ...settings };
    this.machine = startMachine(this.#settings, 0);
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  on(event: MachineEvent): this {
    ({ machine: this.machine, next: this.next } = step(this.machine, event, this.#settings, this.now));
    return this;
  }

  connected(): this {
    return this.on({ type: 'connected', sessionPresent: false });
  }

  attempt(): this {
    return this.on({ type: 'attempt' });
  }

  closed(closure: Closure, waitMs = 1000): this {
    return this.on({ type: 'closed', closure, waitMs });
  }

  get state() {
    return this.machine.state;
  }
}

describe('the first connection', () => {
  it('begins as connecting with MQTT 5', () => {
    const life = new Life();
    expect(life.state).toEqual({ name: 'connecting', since: 0 });
    expect(life.machine.version).toBe(5);
  });

  it('is given up when the broker cannot be reached', () => {
    const life = new Life().closed(unreachable);
    expect(life.state.name).toBe('disconnected');
    expect(life.next).toMatchObject({ do: 'end', error: { code: 'broker-unreachable' } });
  });

  it('is tried on when that is wanted', () => {
    const life = new Life({ keepTrying: true }).after(5).closed(unreachable, 700);
    expect(life.state).toMatchObject({ name: 'reconnecting', attempt: 1, since: 5, nextTryAt: 705 });
    expect(life.next.do).toBe('nothing');
  });

  it('fails at once when the password is refused, also when it is to be tried on', () => {
    const life = new Life({ keepTrying: true }).closed(wrongPassword);
    expect(life.state).toMatchObject({ name: 'failed', error: { code: 'broker-refused' } });
    expect(life.next.do).toBe('end');
  });

  it('is tried on while the broker is only busy, until the time is over', () => {
    const life = new Life().closed(busy);
    expect(life.state.name).toBe('reconnecting');
    life.on({ type: 'deadline' });
    expect(life.state.name).toBe('disconnected');
    expect(life.next).toMatchObject({ do: 'end', error: { code: 'broker-refused', message: expect.stringContaining('busy') } });
  });

  it('is given up with a time-out when nothing was heard until the time is over', () => {
    const life = new Life().on({ type: 'deadline' });
    expect(life.next).toMatchObject({ do: 'end', error: { code: 'broker-timeout' } });
  });

  it('has no deadline when it is to be tried on', () => {
    expect(new Life({ keepTrying: true }).on({ type: 'deadline' }).next.do).toBe('nothing');
  });
});

describe('the protocol version', () => {
  it.each([
    ['names the version', wrongVersion],
    ['is MQTT 5 for it', { kind: 'refused', code: 0x84 } satisfies Closure],
    ['is hanging up', hangUp],
    ['is a reset', { kind: 'network', error: Object.assign(new Error(), { code: 'ECONNRESET' }) } satisfies Closure],
    ['is rubbish', { kind: 'protocol', detail: 'x', answered: false } satisfies Closure],
  ])('falls back to 3.1.1 at once when the refusal %s', (_what, closure) => {
    const life = new Life().closed(closure);
    expect(life.next.do).toBe('connect');
    expect(life.machine.version).toBe(4);
    expect(life.state.name).toBe('connecting');
  });

  it.each([unreachable, wrongPassword, { kind: 'timeout' } satisfies Closure])('is not the matter with %j', (closure) => {
    expect(new Life().closed(closure).next.do).toBe('end');
  });

  it('is not changed when it was asked for', () => {
    for (const protocolVersion of [4, 5] as const) {
      const life = new Life({ protocolVersion }).closed(wrongVersion);
      expect(life.state).toMatchObject({ name: 'failed', error: { hint: expect.stringContaining('protocolVersion') } });
    }
  });

  it('is tried once only: a broker that refuses both has refused', () => {
    expect(new Life().closed(wrongVersion).closed(wrongVersion).state.name).toBe('failed');
    expect(new Life().closed(hangUp).closed(hangUp).state.name).toBe('disconnected');
  });

  it('is remembered for reconnects', () => {
    const life = new Life().closed(wrongVersion).connected().after(60_000).closed(lost).attempt();
    expect(life.machine.version).toBe(4);
  });

  it('starts with 5 again where 3.1.1 did not work either', () => {
    const life = new Life({ keepTrying: true }).closed(hangUp).closed(hangUp);
    expect(life.attempt().machine.version).toBe(5);
  });

  it('changes back when the broker behind the address has changed', () => {
    const life = new Life().closed(wrongVersion).connected().after(60_000).closed(lost).attempt().closed(wrongVersion);
    expect(life.next.do).toBe('connect');
    expect(life.machine.version).toBe(5);
  });

  it('does not fall back from a proven 5 because a broker that is going down hangs up', () => {
    const life = new Life().connected().after(60_000).closed(lost).attempt().closed(hangUp);
    expect(life.next.do).toBe('nothing');
    expect(life.state).toMatchObject({ name: 'reconnecting', attempt: 2 });
  });
});

describe('a lost connection', () => {
  it('counts attempts and keeps the moment of the loss', () => {
    const life = new Life().connected().after(60_000).closed(lost, 1000);
    expect(life.state).toMatchObject({ name: 'reconnecting', attempt: 1, since: 60_000, nextTryAt: 61_000 });
    life.after(1000).attempt();
    expect(life.state).toMatchObject({ attempt: 1 });
    expect(life.state).not.toHaveProperty('nextTryAt');
    life.after(5).closed(unreachable, 2000);
    expect(life.state).toMatchObject({ attempt: 2, since: 60_000, nextTryAt: 63_005, reason: expect.stringContaining('nothing listens') });
  });

  it('begins to count anew after a connection that lasted', () => {
    const life = new Life().connected().after(60_000).closed(lost).attempt().closed(unreachable).attempt().connected();
    expect(nextAttempt(life.machine, life.now + 60_000)).toBe(1);
    expect(life.after(60_000).closed(lost).state).toMatchObject({ attempt: 1 });
  });

  it('goes on counting after one that did not, so that the waits go on growing', () => {
    const life = new Life().connected();
    for (const attempt of [1, 2, 3, 4]) {
      expect(nextAttempt(life.machine, life.now)).toBe(attempt);
      expect(life.closed({ kind: 'disconnected', code: 0x97 }).state).toMatchObject({ attempt });
      life.attempt().connected();
    }
  });

  it('is retried when the broker is busy and ends when it refuses the password', () => {
    const life = new Life().connected().after(60_000).closed(lost).attempt().closed(busy);
    expect(life.state).toMatchObject({ name: 'reconnecting', attempt: 2 });
    expect(life.attempt().closed(wrongPassword).state.name).toBe('failed');
  });
});

describe('a take-over', () => {
  it('is believed at once when MQTT 5 says so', () => {
    const life = new Life().connected().after(60_000).closed(takenOver);
    expect(life.state).toMatchObject({ name: 'failed', error: { message: expect.stringContaining('"me"') } });
    expect(life.next.do).toBe('end');
  });

  it.each([4, 5] as const)('is seen in three quick closes without a word, with version %i', (protocolVersion) => {
    const life = new Life({ protocolVersion });
    for (const _ of [1, 2]) expect(life.connected().after(900).closed(lost).state.name).toBe('reconnecting');
    expect(life.attempt().connected().after(900).closed(lost).state).toMatchObject({
      name: 'failed',
      error: { message: expect.stringContaining('same client id') },
    });
  });

  it('is not seen in closes that are not quick, or not one after the other', () => {
    const slow = new Life({ protocolVersion: 4 });
    for (const _ of [1, 2, 3, 4]) slow.connected().after(QUICK_CLOSE_MS).closed(lost).attempt();
    expect(slow.state.name).toBe('reconnecting');

    const interrupted = new Life({ protocolVersion: 4 });
    for (const _ of [1, 2, 3, 4]) interrupted.connected().closed(lost).attempt().closed(unreachable).attempt();
    expect(interrupted.state.name).toBe('reconnecting');
  });
});

describe('the end', () => {
  it('is disconnected when it was asked for', () => {
    const life = new Life().connected().after(5).on({ type: 'close' });
    expect(life.state).toEqual({ name: 'disconnected', since: 5 });
    expect(life.next.do).toBe('end');
  });

  it('is final', () => {
    for (const life of [new Life().closed(wrongPassword), new Life().on({ type: 'close' })]) {
      const { state } = life;
      expect(isOver(life.machine)).toBe(true);
      life.connected().closed(lost).attempt().on({ type: 'close' }).on({ type: 'deadline' });
      expect(life.state).toBe(state);
      expect(life.next.do).toBe('nothing');
    }
  });
});
