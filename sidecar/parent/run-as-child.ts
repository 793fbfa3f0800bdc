/**
 * The life of a sidecar that was started by the desktop: it waits for its configuration, starts, says so, takes changes, and ends
 * when it is told to or when its parent has gone. The command line calls it and does nothing else then:
 *
 *     const channel = waitForParent();
 *     if (channel !== undefined) return runAsChild({ channel, start: startSidecar, tools: describeTools() });
 *
 * before it looks at arguments, environment or files: all of the configuration comes over the channel. What the sidecar writes to
 * standard error is the parent's to record; nothing has to be printed.
 */
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { toAppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { handleSignals } from '../observe/signals.ts';
import type { ParentChannel } from './channel.ts';
import { explainFailure } from './explain-failure.ts';
import { MISSED_PINGS, type ParentMessage, PING_MS, type ReadyMessage, type StartMessage } from './schema.ts';
import { configurationOf, policyOf, profilesOf } from './start-configuration.ts';
import { tryProfile } from './try-profile.ts';
import { startWatchdog } from './watchdog.ts';

/** What is used of a running sidecar (`Sidecar` of server.ts). */
export interface RunningSidecar {
  readonly port: number;
  readonly urls: { readonly mcp: string };
  readonly log: Log;
  readonly embeddedBrokerUrl: string | undefined;
  updateProfiles(profiles: Config['profiles'], defaultProfile: string): void;
  updatePolicy(policy: Config['policy']): void;
  stop(): Promise<void>;
}

/** As a client's settings describe it. */
export interface ToolGiven {
  readonly name: string;
  readonly description: string;
  readonly input_schema: Readonly<Record<string, unknown>>;
}

export interface ChildParts {
  readonly channel: ParentChannel;
  readonly start: (config: Config) => Promise<RunningSidecar>;
  readonly tools: readonly ToolGiven[];
  readonly exit?: (code: number) => void;
  readonly pingMs?: number;
}

/** After `failed` the parent answers with `stop`; one that does not is not waited for. */
const FAREWELL_MS = 2000;

export function runAsChild({ channel, start, tools, exit = (code) => process.exit(code), pingMs = PING_MS }: ChildParts): void {
  /** Settles once the sidecar runs, or has failed to. */
  let starting: Promise<RunningSidecar | undefined> | undefined;
  let ending = false;
  let ignoreSignals: (() => void) | undefined;

  const watchdog = startWatchdog({ intervalMs: pingMs, limit: MISSED_PINGS, onSilence: () => void end('its parent is gone') });

  async function end(reason: string, code = 0): Promise<void> {
    if (ending) return;
    ending = true;
    watchdog.stop();
    const running = await starting;
    running?.log.info('Stopping', { reason });
    await running?.stop().catch((error: unknown) => running.log.error('Stopping failed; the process ends all the same', { error }));
    ignoreSignals?.();
    exit(code);
  }

  async function begin(message: StartMessage): Promise<RunningSidecar | undefined> {
    let config: Config | undefined;
    try {
      config = configurationOf(message);
      const running = await start(config);
      ignoreSignals = handleSignals({ stop: () => running.stop(), log: running.log });
      channel.send(readyMessage(running, tools));
      return running;
    } catch (thrown) {
      channel.send(await explainFailure(thrown, config?.server.port));
      setTimeout(() => void end('it could not start', 1), FAREWELL_MS).unref();
      return undefined;
    }
  }

  async function changeProfiles(message: Extract<ParentMessage, { type: 'profiles-changed' }>): Promise<void> {
    const running = await starting;
    try {
      const { profiles, defaultProfile } = profilesOf(message);
      running?.updateProfiles(profiles, defaultProfile);
    } catch (thrown) {
      running?.log.error('The changed profiles were not taken over', { error: toAppError(thrown).advice });
    }
  }

  async function changePolicy(message: Extract<ParentMessage, { type: 'policy-changed' }>): Promise<void> {
    const running = await starting;
    try {
      running?.updatePolicy(policyOf(message));
    } catch (thrown) {
      running?.log.error('The changed policy was not taken over', { error: toAppError(thrown).advice });
    }
  }

  function onMessage(message: ParentMessage): void {
    switch (message.type) {
      case 'ping':
        return;
      case 'start':
        starting ??= begin(message);
        return;
      case 'profiles-changed':
        void changeProfiles(message);
        return;
      case 'policy-changed':
        void changePolicy(message);
        return;
      case 'try-profile':
        void tryProfile(message.profile).then((result) => channel.send({ type: 'profile-tried', id: message.id, result }));
        return;
      case 'stop':
        void end('asked to by its parent');
    }
  }

  channel.listen(onMessage, () => watchdog.signOfLife());
  channel.send({ type: 'awaiting-start' });
}

function readyMessage({ port, urls, embeddedBrokerUrl }: RunningSidecar, tools: readonly ToolGiven[]): ReadyMessage {
  return {
    type: 'ready',
    port,
    mcpUrl: urls.mcp,
    pid: process.pid,
    embeddedBrokerUrl: embeddedBrokerUrl ?? null,
    tools: tools.map(({ name, description, input_schema }) => ({ name, description, input_schema: toPlain(input_schema) })),
  };
}

/** The copy that a message port would make anyhow, typed as one that may be changed. */
function toPlain(schema: ToolGiven['input_schema']): ReadyMessage['tools'][number]['input_schema'] {
  return z.record(z.string(), z.json()).parse(schema);
}
