/**
 * The conversation with one sidecar process: it is given its configuration when it asks, pinged while it lives, and asked to try
 * profiles. Used by the supervisor, which decides what the answers mean.
 */
import { randomUUID } from 'node:crypto';

import { AppError, toAppError } from '../../../sidecar/errors.ts';
import {
  type ChildMessage,
  type ParentMessage,
  PING_MS,
  type ProfileTrial,
  type ReadyMessage,
  type StartMessage,
} from '../../../sidecar/parent/schema.ts';
import type { Failure } from '../../shared/ipc/result.ts';
import type { ForkSidecar } from './sidecar-process.ts';
import type { StartFailure } from './supervisor-types.ts';

export interface ChildLinkParts {
  readonly fork: ForkSidecar;
  readonly startMessage: () => Promise<StartMessage>;
  readonly onLine: (line: string) => void;
  readonly onReady: (ready: ReadyMessage) => void;
  readonly onFailed: (failure: StartFailure) => void;
  readonly onExit: (code: number) => void;
}

export interface ChildLink {
  send(message: ParentMessage): void;
  kill(): void;
  /** @throws AppError `sidecar-not-running` when the process ends before it has answered */
  tryProfile(profile: Record<string, unknown>): Promise<ProfileTrial>;
}

export function openChildLink({ fork, startMessage, onLine, onReady, onFailed, onExit }: ChildLinkParts): ChildLink {
  const trials = new Map<string, PromiseWithResolvers<ProfileTrial>>();

  async function answerStart(): Promise<void> {
    try {
      child.send(await startMessage());
    } catch (thrown) {
      const { code, message, hint } = toAppError(thrown);
      onFailed(refusedFor({ code, message, hint }, null));
    }
  }

  function onMessage(message: ChildMessage): void {
    switch (message.type) {
      case 'awaiting-start':
        void answerStart();
        return;
      case 'ready':
        onReady(message);
        return;
      case 'failed':
        onFailed(refusedFor({ code: message.code, message: message.message, hint: message.hint }, message.portHolder));
        return;
      case 'profile-tried':
        trials.get(message.id)?.resolve(message.result);
        trials.delete(message.id);
    }
  }

  const child = fork({
    onMessage,
    onLine,
    onExit(code) {
      clearInterval(pinging);
      for (const trial of trials.values())
        trial.reject(new AppError('sidecar-not-running', 'The server ended before it had tried the profile.'));
      onExit(code);
    },
  });
  const pinging = setInterval(() => child.send({ type: 'ping' }), PING_MS);

  return {
    send: (message) => child.send(message),
    kill: () => child.kill(),
    tryProfile(profile) {
      const id = randomUUID();
      const trial = Promise.withResolvers<ProfileTrial>();
      trials.set(id, trial);
      child.send({ type: 'try-profile', id, profile });
      return trial.promise;
    },
  };
}

/** Starting it again would come to the same. */
function refusedFor(failure: Failure, portHolder: StartFailure['portHolder']): StartFailure {
  return { reason: { kind: 'refused', failure }, transient: false, portHolder };
}
