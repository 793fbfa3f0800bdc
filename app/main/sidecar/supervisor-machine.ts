/**
 * What the supervisor decides: which state follows from what happened, and what has to be done about it. Pure: time comes in with
 * each event, effects go out as data; supervisor.ts does them. There is at most one child and one timer at a time.
 */
import type { CrashReason, PortHolder } from '../../shared/ipc/sidecar.ts';
import { exitReason } from './exit-reason.ts';
import type { Effect, Machine, MachineEvent, StartFailure, State, Step } from './supervisor-types.ts';

const START_MS = 30_000;
/** From asking to stop to the kill; the sidecar ends itself within 10 s. */
export const GRACE_MS = 10_000;
const CRASH_WINDOW_MS = 60_000;
const MAX_CRASHES = 5;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export function initialMachine(port: number, now: number): Machine {
  return { state: { name: 'stopped', since: now }, port, crashes: [] };
}

export function step(machine: Machine, event: MachineEvent, now: number): Step {
  switch (event.type) {
    case 'start':
      return onStart(machine, now);
    case 'stop':
      return onStop(machine, 'stop', now);
    case 'restart':
      return onStop(machine, 'start', now);
    case 'port-changed':
      return onPortChanged({ ...machine, port: event.port }, now);
    case 'attach':
      return onAttach(machine, event, now);
    case 'attached-gone':
      return isAttached(machine.state) ? spawn({ ...machine, crashes: [] }, now) : stay(machine);
    case 'child-ready':
      return onReady(machine, event, now);
    case 'child-failed':
      return onFailed(machine, event.failure);
    case 'child-exited':
      return onExited(machine, event, now);
    case 'free-port-found':
      return machine.state.name === 'port-blocked' ? enter(machine, { ...machine.state, freePort: event.port }) : stay(machine);
    case 'timer':
      return onTimer(machine, now);
  }
}

function onStart(machine: Machine, now: number): Step {
  switch (machine.state.name) {
    case 'stopped':
    case 'crashed':
    case 'port-blocked':
      return spawn({ ...machine, crashes: [] }, now);
    case 'stopping':
      return enter(machine, { ...machine.state, next: 'start' });
    case 'starting':
    case 'running':
      return stay(machine);
  }
}

function onStop(machine: Machine, next: 'stop' | 'start', now: number): Step {
  const { state } = machine;
  if (state.name === 'stopping') return enter(machine, { ...state, next });
  if (hasChild(state)) {
    return enter(machine, { name: 'stopping', since: now, next }, { type: 'say-stop' }, { type: 'set-timer', ms: GRACE_MS });
  }
  if (next === 'start') return spawn({ ...machine, crashes: [] }, now);
  return state.name === 'stopped' ? stay(machine) : enter(machine, { name: 'stopped', since: now }, { type: 'clear-timer' });
}

/** Moves what runs, and tries again what could not run on the port before. */
function onPortChanged(machine: Machine, now: number): Step {
  return machine.state.name === 'stopped' ? stay(machine) : onStop(machine, 'start', now);
}

function onAttach(machine: Machine, { pid, mcpUrl }: Extract<MachineEvent, { type: 'attach' }>, now: number): Step {
  if (machine.state.name !== 'port-blocked') return stay(machine);
  return enter(machine, { name: 'running', since: now, port: machine.state.port, pid, mcpUrl, attached: true });
}

function onReady(machine: Machine, { port, pid, mcpUrl }: Extract<MachineEvent, { type: 'child-ready' }>, now: number): Step {
  if (machine.state.name !== 'starting') return stay(machine);
  return enter(machine, { name: 'running', since: now, port, pid, mcpUrl, attached: false }, { type: 'clear-timer' });
}

function onFailed(machine: Machine, failure: StartFailure): Step {
  if (machine.state.name !== 'starting') return stay(machine);
  return enter(machine, { ...machine.state, failure }, { type: 'say-stop' }, { type: 'set-timer', ms: GRACE_MS });
}

function onExited(machine: Machine, { code, lastLines }: Extract<MachineEvent, { type: 'child-exited' }>, now: number): Step {
  const { state } = machine;
  if (state.name === 'stopping') {
    return state.next === 'start' ? spawn(machine, now) : enter(machine, { name: 'stopped', since: now }, { type: 'clear-timer' });
  }
  if (!hasChild(state)) return stay(machine);
  const failure = state.name === 'starting' ? state.failure : null;
  if (failure === null) return crashed(machine, exitReason(code), lastLines, now);
  if (failure.portHolder !== null) return blocked(machine, failure.portHolder, now);
  if (!failure.transient) return giveUp(machine, failure.reason, lastLines, now);
  return crashed(machine, failure.reason, lastLines, now);
}

function onTimer(machine: Machine, now: number): Step {
  const { state } = machine;
  if (state.name === 'crashed' && state.nextTryAt !== null) return spawn(machine, now);
  if (state.name === 'stopping' || (state.name === 'starting' && state.failure !== null)) return stay(machine, { type: 'kill' });
  if (state.name !== 'starting') return stay(machine);
  const failure: StartFailure = { reason: { kind: 'not-ready', seconds: START_MS / 1000 }, transient: true, portHolder: null };
  return enter(machine, { ...state, failure }, { type: 'kill' });
}

function crashed(machine: Machine, reason: CrashReason, lastLines: readonly string[], now: number): Step {
  const crashes = [...machine.crashes.filter((moment) => now - moment < CRASH_WINDOW_MS), now];
  const attempt = crashes.length;
  if (attempt >= MAX_CRASHES) return giveUp({ ...machine, crashes }, reason, lastLines, now);
  const ms = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
  const state: State = { name: 'crashed', since: now, reason, lastLines: [...lastLines], attempt, nextTryAt: now + ms };
  return enter({ ...machine, crashes }, state, { type: 'set-timer', ms });
}

function giveUp(machine: Machine, reason: CrashReason, lastLines: readonly string[], now: number): Step {
  const attempt = machine.crashes.length;
  const state: State = { name: 'crashed', since: now, reason, lastLines: [...lastLines], attempt, nextTryAt: null };
  return enter(machine, state, { type: 'clear-timer' }, { type: 'gave-up', reason, lastLines });
}

function blocked(machine: Machine, holder: PortHolder, now: number): Step {
  const { port } = machine;
  const state: State = { name: 'port-blocked', since: now, port, holder, freePort: null };
  return enter(machine, state, { type: 'clear-timer' }, { type: 'find-free-port', after: port });
}

function spawn(machine: Machine, now: number): Step {
  const { port } = machine;
  return enter(
    machine,
    { name: 'starting', since: now, port, failure: null },
    { type: 'spawn', port },
    { type: 'set-timer', ms: START_MS },
  );
}

function isAttached(state: State): boolean {
  return state.name === 'running' && state.attached;
}

function hasChild(state: State): boolean {
  return state.name === 'starting' || state.name === 'stopping' || (state.name === 'running' && !state.attached);
}

function enter(machine: Machine, state: State, ...effects: readonly Effect[]): Step {
  return { machine: { ...machine, state }, effects };
}

function stay(machine: Machine, ...effects: readonly Effect[]): Step {
  return { machine, effects };
}
