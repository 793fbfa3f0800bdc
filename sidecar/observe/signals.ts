/**
 * SIGTERM and SIGINT end the process in order: stop once, exit 0, and within the deadline whatever happens. Used by the command
 * line. What stopping means is handed in.
 */
import type { Log } from './log.ts';

/** What is used of `process`. */
interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

interface SignalHandling {
  readonly stop: (reason: string) => Promise<void>;
  readonly log: Log;
  /** Below the 10 s after which supervisors kill. */
  readonly deadlineMs?: number;
  readonly process?: SignalSource;
  readonly now?: () => number;
}

/** Of a Ctrl-C in a terminal both npm and we are told, and npm passes it on: two within a second are one. */
const SAME_KEYSTROKE_MS = 1000;

/** Exit code of a process that SIGINT ended: 128 + 2. */
const INTERRUPTED = 130;

/** Returns the function that takes the handlers away again. */
export function handleSignals({ stop, log, deadlineMs = 9500, process: source = process, now = Date.now }: SignalHandling): () => void {
  let stopping: { readonly since: number; readonly signal: NodeJS.Signals } | undefined;

  async function end(signal: NodeJS.Signals): Promise<void> {
    setTimeout(() => {
      log.error('Stopping took too long; the process ends now', { deadlineMs });
      source.exit(0);
    }, deadlineMs).unref();
    try {
      await stop(signal);
    } catch (error) {
      log.error('Stopping failed; the process ends all the same', { error });
    }
    source.exit(0);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (stopping === undefined) {
      stopping = { since: now(), signal };
      log.info(`Stopping on ${signal}`);
      void end(signal);
    } else if (signal === 'SIGINT' && stopping.signal === 'SIGINT' && now() - stopping.since > SAME_KEYSTROKE_MS) {
      log.warn('Interrupted again; the process ends at once');
      source.exit(INTERRUPTED);
    }
  }

  source.on('SIGTERM', onSignal);
  source.on('SIGINT', onSignal);
  return () => {
    source.off('SIGTERM', onSignal);
    source.off('SIGINT', onSignal);
  };
}
