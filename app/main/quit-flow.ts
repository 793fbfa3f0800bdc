/**
 * The way out of the program: it asks while assistants are connected, and does not end before the sidecar has. The events of
 * Electron come in from app-events/; what ends the program at once (a signal, the end of the login session) asks nobody.
 */
export interface QuitFlow {
  /** True from the moment that nothing can stop it any more. */
  readonly isQuitting: boolean;
  /** `before-quit`; returns false to hold it up. */
  mayQuit(): boolean;
  /** `will-quit`; returns false to hold it up. */
  mayEnd(): boolean;
  /** Without asking. */
  quitNow(): void;
  /** For an installation of an update: resolves once nothing of ours runs, after which the way is free. */
  prepare(): Promise<void>;
}

interface QuitParts {
  readonly liveSessions: () => number;
  readonly confirm: (sessions: number) => Promise<boolean>;
  readonly shutdown: () => Promise<void>;
  readonly quit: () => void;
  readonly onError: (error: unknown) => void;
}

export function createQuitFlow({ liveSessions, confirm, shutdown, quit, onError }: QuitParts): QuitFlow {
  let confirmed = false;
  let asking = false;
  let ending: 'no' | 'waiting' | 'ended' = 'no';

  async function ask(sessions: number): Promise<void> {
    asking = true;
    try {
      confirmed = await confirm(sessions);
    } finally {
      asking = false;
    }
    if (confirmed) quit();
  }

  async function end(): Promise<void> {
    ending = 'waiting';
    await shutdown().catch(onError);
    ending = 'ended';
  }

  return {
    get isQuitting() {
      return confirmed;
    },
    mayQuit() {
      if (confirmed) return true;
      if (asking) return false;
      const sessions = liveSessions();
      if (sessions > 0) {
        ask(sessions).catch(onError);
        return false;
      }
      confirmed = true;
      return true;
    },
    mayEnd() {
      if (ending === 'ended') return true;
      if (ending === 'no') void end().then(quit);
      return false;
    },
    quitNow() {
      confirmed = true;
      quit();
    },
    async prepare() {
      confirmed = true;
      await end();
    },
  };
}
