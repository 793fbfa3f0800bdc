/**
 * The life of a broker connection as a pure state machine: what happened goes in, the new state and what to do next come out.
 * Which protocol version to try, what is retried and what is not, and when a take-over is not fought are decided here and
 * nowhere else. Used by `broker-connection.ts`, which owns the socket, the clock and the timers.
 */
import { AppError } from '../errors.ts';
import { describeClosure, isAnswerless, likelyTakeOverError, refusalError, takeOverError, unmadeError } from './closure.ts';
import type { Closure } from './closure.ts';
import { isPassingRefusal, isVersionRefusal, SESSION_TAKEN_OVER } from './reason-codes.ts';
import type { ConnectionState, ProtocolVersion } from './types.ts';

/**
 * A connection closed this soon after CONNACK counts as pushed out by another client with the same id. The rule is one
 * second; the half beside it is for rivals that wait exactly one second before they come back, as most libraries do.
 */
export const QUICK_CLOSE_MS = 1_500;
const QUICK_CLOSES_OF_A_TAKE_OVER = 3;

export interface MachineSettings {
  /** `host:port`, for messages. */
  readonly target: string;
  readonly clientId: string;
  readonly protocolVersion: 'auto' | ProtocolVersion;
  readonly keepTrying: boolean;
}

export interface Machine {
  readonly state: ConnectionState;
  /** The version of the attempt under way, or of the next one. */
  readonly version: ProtocolVersion;
  /** The version that a CONNACK has accepted. */
  readonly provenVersion: ProtocolVersion | undefined;
  /** Whether the attempt under way has changed the version already. */
  readonly fellBack: boolean;
  readonly everConnected: boolean;
  /** 0, or the number of the latest attempt since the connection was lost. */
  readonly attempt: number;
  readonly quickCloses: number;
  /** Why the latest attempt failed. */
  readonly latest: Closure | undefined;
}

export type MachineEvent =
  | { readonly type: 'attempt' }
  | { readonly type: 'connected'; readonly sessionPresent: boolean }
  /** The socket is gone; unless something else is decided, the next attempt is due in `waitMs`. */
  | { readonly type: 'closed'; readonly closure: Closure; readonly waitMs: number }
  /** The time that the first connection may take is over. */
  | { readonly type: 'deadline' }
  | { readonly type: 'close' };

export type NextStep =
  | { readonly do: 'nothing' }
  /** Connect again at once, with the machine's version. */
  | { readonly do: 'connect' }
  /** Give the client up; `error` is for whoever waits for the first connection. */
  | { readonly do: 'end'; readonly error: AppError };

export interface Transition {
  readonly machine: Machine;
  readonly next: NextStep;
}

export function startMachine(settings: MachineSettings, now: number): Machine {
  return {
    state: { name: 'connecting', since: now },
    version: settings.protocolVersion === 4 ? 4 : 5,
    provenVersion: undefined,
    fellBack: false,
    everConnected: false,
    attempt: 0,
    quickCloses: 0,
    latest: undefined,
  };
}

/** The number of the attempt that follows if the connection is lost, or the attempt under way fails, at `now`. */
export function nextAttempt({ state, attempt }: Machine, now: number): number {
  // A connection that does not last is one more failed attempt: the waits have to go on growing.
  return state.name === 'connected' && now - state.since >= QUICK_CLOSE_MS ? 1 : attempt + 1;
}

export function isOver({ state }: Machine): boolean {
  return state.name === 'failed' || state.name === 'disconnected';
}

const nothing = { do: 'nothing' } as const;

function fail(machine: Machine, error: AppError, now: number): Transition {
  return { machine: { ...machine, state: { name: 'failed', since: now, error } }, next: { do: 'end', error } };
}

function giveUp(machine: Machine, error: AppError, now: number): Transition {
  return { machine: { ...machine, state: { name: 'disconnected', since: now } }, next: { do: 'end', error } };
}

function retry(machine: Machine, closure: Closure, waitMs: number, now: number): Transition {
  const attempt = nextAttempt(machine, now);
  const since = machine.state.name === 'reconnecting' ? machine.state.since : now;
  const state: ConnectionState = { name: 'reconnecting', since, attempt, nextTryAt: now + waitMs, reason: describeClosure(closure) };
  return { machine: { ...machine, state, attempt, latest: closure }, next: nothing };
}

/**
 * The other version to try in the same attempt. A refusal that names the version always counts; a broker that hangs up or
 * sends rubbish may only be too old for MQTT 5, which is tried with 3.1.1 as long as no version is proven.
 */
function otherVersion(machine: Machine, closure: Closure, settings: MachineSettings): ProtocolVersion | undefined {
  if (settings.protocolVersion !== 'auto' || machine.fellBack) return undefined;
  if (closure.kind === 'refused') return isVersionRefusal(closure.code) ? (machine.version === 5 ? 4 : 5) : undefined;
  return machine.version === 5 && machine.provenVersion === undefined && isAnswerless(closure) ? 4 : undefined;
}

function attemptFailed(machine: Machine, closure: Closure, waitMs: number, settings: MachineSettings, now: number): Transition {
  const version = otherVersion(machine, closure, settings);
  if (version !== undefined) return { machine: { ...machine, version, fellBack: true }, next: { do: 'connect' } };
  if (closure.kind === 'refused' && !isPassingRefusal(closure.code)) return fail(machine, refusalError(closure, settings.target), now);
  const retriable = settings.keepTrying || machine.everConnected || closure.kind === 'refused';
  if (!retriable) return giveUp(machine, unmadeError(closure, settings.target), now);
  return retry({ ...machine, quickCloses: 0 }, closure, waitMs, now);
}

function connectionLost(machine: Machine, closure: Closure, waitMs: number, settings: MachineSettings, now: number): Transition {
  const { clientId, target } = settings;
  if (closure.kind === 'disconnected' && closure.code === SESSION_TAKEN_OVER) return fail(machine, takeOverError(clientId, target), now);
  // MQTT 3.1.1 has no DISCONNECT from the broker and not every broker of MQTT 5 sends one (Mosquitto 2.0.11 does not), so
  // without a word a take-over [MQTT-3.1.4-2] shows in its pattern only.
  const isQuick = closure.kind !== 'disconnected' && now - machine.state.since < QUICK_CLOSE_MS;
  const quickCloses = isQuick ? machine.quickCloses + 1 : 0;
  if (quickCloses >= QUICK_CLOSES_OF_A_TAKE_OVER) return fail(machine, likelyTakeOverError(clientId, target, quickCloses), now);
  return retry({ ...machine, quickCloses }, closure, waitMs, now);
}

function attemptBegins(machine: Machine, settings: MachineSettings): Machine {
  const version = settings.protocolVersion === 'auto' ? (machine.provenVersion ?? 5) : settings.protocolVersion;
  const base = { ...machine, version, fellBack: false };
  if (machine.state.name !== 'reconnecting') return base;
  const { nextTryAt: _done, ...state } = machine.state;
  return { ...base, state };
}

/** What follows from an event at `now`. Once the connection is over, nothing does. */
export function step(machine: Machine, event: MachineEvent, settings: MachineSettings, now: number): Transition {
  if (isOver(machine)) return { machine, next: nothing };
  switch (event.type) {
    case 'attempt':
      return { machine: attemptBegins(machine, settings), next: nothing };
    case 'connected': {
      const { version } = machine;
      const state = { name: 'connected', since: now, protocolVersion: version, sessionPresent: event.sessionPresent } as const;
      return { machine: { ...machine, state, provenVersion: version, everConnected: true, latest: undefined }, next: nothing };
    }
    case 'closed': {
      const handle = machine.state.name === 'connected' ? connectionLost : attemptFailed;
      return handle(machine, event.closure, event.waitMs, settings, now);
    }
    case 'deadline':
      if (machine.everConnected || settings.keepTrying) return { machine, next: nothing };
      return giveUp(machine, unmadeError(machine.latest ?? { kind: 'timeout' }, settings.target), now);
    case 'close':
      return {
        machine: { ...machine, state: { name: 'disconnected', since: now } },
        next: { do: 'end', error: new AppError('not-connected', `The connection to ${settings.target} was closed.`) },
      };
  }
}
