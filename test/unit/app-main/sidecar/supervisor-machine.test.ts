import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRACE_MS, initialMachine, step } from '../../../../app/main/sidecar/supervisor-machine.ts';
import type { Effect, Machine, MachineEvent, StartFailure } from '../../../../app/main/sidecar/supervisor-types.ts';

const ready: MachineEvent = { type: 'child-ready', port: 4000, pid: 77, mcpUrl: 'http://localhost:4000/mqttx/sse' };
const exited: MachineEvent = { type: 'child-exited', code: 1, lastLines: ['last words'] };
const REFUSAL = { code: 'config-invalid', message: 'It cannot start.', hint: 'Mend it.' };
const failure = (more: Partial<StartFailure> = {}): MachineEvent => ({
  type: 'child-failed',
  failure: { reason: { kind: 'refused', failure: REFUSAL }, transient: false, portHolder: null, ...more },
});

/** Runs events one after the other, each a second after the one before unless it says otherwise. */
function play(...events: readonly (MachineEvent | number)[]) {
  let machine: Machine = initialMachine(4000, 0);
  let effects: readonly Effect[] = [];
  let now = 0;
  for (const event of events) {
    if (typeof event === 'number') {
      now += event;
      continue;
    }
    now += 1000;
    ({ machine, effects } = step(machine, event, now));
  }
  return { state: machine.state, effects, machine, now };
}

describe('starting and stopping', () => {
  it('spawns on the port and waits for the child to say that it is ready', () => {
    const { state, effects } = play({ type: 'start' });
    expect(state).toMatchObject({ name: 'starting', port: 4000 });
    expect(effects).toEqual([
      { type: 'spawn', port: 4000 },
      { type: 'set-timer', ms: 30_000 },
    ]);
    expect(play({ type: 'start' }, ready).state).toEqual({
      name: 'running',
      since: 2000,
      port: 4000,
      pid: 77,
      mcpUrl: 'http://localhost:4000/mqttx/sse',
      attached: false,
    });
  });

  it('asks a running child to stop, and kills it only after the grace period', () => {
    const asked = play({ type: 'start' }, ready, { type: 'stop' });
    expect(asked.state.name).toBe('stopping');
    expect(asked.effects).toEqual([{ type: 'say-stop' }, { type: 'set-timer', ms: GRACE_MS }]);
    const late = play({ type: 'start' }, ready, { type: 'stop' }, { type: 'timer' });
    expect(late.effects).toEqual([{ type: 'kill' }]);
    expect(late.state.name).toBe('stopping');
    expect(play({ type: 'start' }, ready, { type: 'stop' }, exited).state.name).toBe('stopped');
  });

  it('restarts by stopping first', () => {
    const { state, effects } = play({ type: 'start' }, ready, { type: 'restart' }, exited);
    expect(state.name).toBe('starting');
    expect(effects).toContainEqual({ type: 'spawn', port: 4000 });
  });

  it('obeys the last wish while it is stopping', () => {
    expect(play({ type: 'start' }, ready, { type: 'stop' }, { type: 'start' }, exited).state.name).toBe('starting');
    expect(play({ type: 'start' }, ready, { type: 'restart' }, { type: 'stop' }, exited).state.name).toBe('stopped');
  });

  it('stops a child that is still starting', () => {
    const { state, effects } = play({ type: 'start' }, { type: 'stop' });
    expect(state.name).toBe('stopping');
    expect(effects[0]).toEqual({ type: 'say-stop' });
  });

  it('kills a child that is not ready in time, and takes that for a crash', () => {
    const late = play({ type: 'start' }, 30_000, { type: 'timer' });
    expect(late.effects).toEqual([{ type: 'kill' }]);
    expect(play({ type: 'start' }, 30_000, { type: 'timer' }, exited).state).toMatchObject({
      name: 'crashed',
      reason: { kind: 'not-ready', seconds: 30 },
      attempt: 1,
    });
  });

  it('moves what runs to another port, and leaves what is stopped alone', () => {
    expect(play({ type: 'start' }, ready, { type: 'port-changed', port: 4001 }, exited).effects).toContainEqual({
      type: 'spawn',
      port: 4001,
    });
    const stopped = play({ type: 'port-changed', port: 4001 });
    expect(stopped.state.name).toBe('stopped');
    expect(step(stopped.machine, { type: 'start' }, 0).effects).toContainEqual({ type: 'spawn', port: 4001 });
  });
});

describe('crashes', () => {
  it('restarts with growing waits', () => {
    const waits: unknown[] = [];
    const events: MachineEvent[] = [{ type: 'start' }];
    for (let crash = 1; crash <= 4; crash += 1) {
      events.push(ready, exited);
      waits.push(play(...events).effects);
      events.push({ type: 'timer' });
    }
    expect(waits).toEqual([500, 1000, 2000, 4000].map((ms) => [{ type: 'set-timer', ms }]));
  });

  it('tells what happened and when it tries again', () => {
    expect(play({ type: 'start' }, ready, { type: 'child-exited', code: 9, lastLines: ['a', 'b'] }).state).toEqual({
      name: 'crashed',
      since: 3000,
      reason: { kind: 'exit', end: 'killed', code: 9 },
      lastLines: ['a', 'b'],
      attempt: 1,
      nextTryAt: 3500,
    });
  });

  const crashes = (count: number, apartMs = 0): (MachineEvent | number)[] => [
    { type: 'start' },
    ...Array.from({ length: count }, () => [ready, exited, apartMs, { type: 'timer' } satisfies MachineEvent])
      .flat()
      .slice(0, -1),
  ];

  it('gives up after the fifth crash within a minute, and says so', () => {
    const fourth = play(...crashes(4));
    expect(fourth.state).toMatchObject({ name: 'crashed', attempt: 4, nextTryAt: expect.any(Number) });
    const fifth = play(...crashes(5));
    expect(fifth.state).toMatchObject({ name: 'crashed', attempt: 5, nextTryAt: null });
    expect(fifth.effects).toContainEqual(expect.objectContaining({ type: 'gave-up', lastLines: ['last words'] }));
    expect(step(fifth.machine, { type: 'timer' }, fifth.now).effects).toEqual([]);
  });

  it('goes on when the crashes are further apart', () => {
    expect(play(...crashes(9, 20_000)).state).toMatchObject({ name: 'crashed', nextTryAt: expect.any(Number) });
  });

  it('begins to count anew when a person starts it', () => {
    expect(play(...crashes(5), { type: 'start' }, ready, exited).state).toMatchObject({ name: 'crashed', attempt: 1 });
  });

  it('does not restart what a person stopped meanwhile', () => {
    const { state, effects } = play(...crashes(1), { type: 'stop' });
    expect(state.name).toBe('stopped');
    expect(effects).toEqual([{ type: 'clear-timer' }]);
  });

  it('does not repeat a start that cannot succeed', () => {
    const { state, effects } = play({ type: 'start' }, failure(), exited);
    expect(state).toMatchObject({ name: 'crashed', reason: { kind: 'refused', failure: REFUSAL }, nextTryAt: null });
    expect(effects).toContainEqual(expect.objectContaining({ type: 'gave-up' }));
  });
});

describe('a port that is taken', () => {
  const holder = { kind: 'sidecar', pid: 12, version: '0.1.0' } as const;
  const blocked = [{ type: 'start' }, failure({ portHolder: holder }), exited] as const satisfies MachineEvent[];

  it('names the holder and looks for another port', () => {
    const { state, effects } = play(...blocked);
    expect(state).toMatchObject({ name: 'port-blocked', port: 4000, holder, freePort: null });
    expect(effects).toContainEqual({ type: 'find-free-port', after: 4000 });
    expect(play(...blocked, { type: 'free-port-found', port: 4001 }).state).toMatchObject({ name: 'port-blocked', freePort: 4001 });
  });

  it('is tried again on request, and moves to another port on request', () => {
    expect(play(...blocked, { type: 'start' }).effects).toContainEqual({ type: 'spawn', port: 4000 });
    expect(play(...blocked, { type: 'port-changed', port: 4001 }).effects).toContainEqual({ type: 'spawn', port: 4001 });
  });

  const attach: MachineEvent = { type: 'attach', pid: 12, mcpUrl: 'http://localhost:4000/mqttx/sse' };

  it('lets the sidecar that is there be used, and starts ours when that one has gone', () => {
    expect(play(...blocked, attach).state).toMatchObject({ name: 'running', attached: true, pid: 12, port: 4000 });
    expect(play(...blocked, attach, { type: 'attached-gone' }).effects).toContainEqual({ type: 'spawn', port: 4000 });
  });

  it('ends nothing when a sidecar that is only used is stopped', () => {
    const { state, effects } = play(...blocked, attach, { type: 'stop' });
    expect(state.name).toBe('stopped');
    expect(effects).toEqual([{ type: 'clear-timer' }]);
  });
});

describe('whatever happens in whatever order', () => {
  const event = fc.oneof(
    fc.constantFrom<MachineEvent>({ type: 'start' }, { type: 'stop' }, { type: 'restart' }, { type: 'timer' }, ready, exited),
    fc.constantFrom<MachineEvent>(
      failure(),
      failure({ portHolder: { kind: 'unknown' } }),
      { type: 'port-changed', port: 4001 },
      { type: 'attach', pid: null, mcpUrl: '' },
      { type: 'attached-gone' },
      { type: 'free-port-found', port: 4002 },
    ),
  );

  it('there is never a second child, and none is left once it is stopped', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let machine = initialMachine(4000, 0);
        let children = 0;
        for (const [index, given] of events.entries()) {
          // Only a child that is there can say or do anything.
          if (given.type.startsWith('child-') && children === 0) continue;
          if (given.type === 'child-exited') children -= 1;
          const next = step(machine, given, index * 100);
          machine = next.machine;
          children += next.effects.filter(({ type }) => type === 'spawn').length;
          const most = ['stopped', 'crashed', 'port-blocked'].includes(machine.state.name) ? 0 : 1;
          expect(children).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('a stop leads to stopped once the child has ended', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let machine = initialMachine(4000, 0);
        for (const [index, given] of [...events, { type: 'stop' } as const].entries()) ({ machine } = step(machine, given, index * 100));
        if (machine.state.name === 'stopping') ({ machine } = step(machine, exited, 10_000));
        expect(machine.state.name).toBe('stopped');
      }),
    );
  });
});
