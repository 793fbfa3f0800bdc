/**
 * The clients on this machine as the command line and the desktop work with them: list, plan, apply, undo, move to another port.
 * Composes the operations with the disk and the clock; whatever changes a file runs one after the other.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { applyPlan } from './apply.ts';
import { createBackups } from './backups.ts';
import type { ClientsContext } from './context.ts';
import { clientDefinitions, findDefinition } from './definitions/index.ts';
import { createJournal } from './journal.ts';
import { makePlan } from './plan.ts';
import { isRunning } from './processes.ts';
import { reconfigureAll } from './reconfigure.ts';
import type { ApplyResult, ClientStatus, ConfigurationPlan, JournalRecord, Reconfiguration, Transport, UndoPreview } from './schemas.ts';
import { checkServerName, DEFAULT_SERVER_NAME } from './server-name.ts';
import { snippetFor } from './snippet.ts';
import { notInstalled, statusOf } from './status.ts';
import { findInstalled, findTarget, NAMED_FILE } from './target.ts';
import type { ClientTarget } from './target.ts';
import type { ClientDefinition, ClientEnvironment, Launch, ProcessInfo, ProcessLister, ServerAddress, ToolDescription } from './types.ts';
import { findRecord, previewUndo, undo } from './undo.ts';

/**
 * HTTP+SSE where a client knows it, then Streamable HTTP, and a command only where an address is of no use: so the client shares
 * the sidecar that runs. MQTTX's definition has no other shape than HTTP+SSE.
 */
const preferredTransports: readonly Transport[] = ['sse', 'http', 'stdio'];

export interface ConfiguratorOptions {
  readonly environment: ClientEnvironment;
  /** Where the journal and the backups are kept. */
  readonly dataFolder: string;
  readonly address: ServerAddress;
  /** The sidecar's own tools, as `tools/list` gives them; MQTTX keeps a copy. */
  readonly tools: readonly ToolDescription[];
  /** How a client that knows commands only starts the sidecar; without it such a client cannot be configured. */
  readonly launch?: Launch;
  readonly transports?: readonly Transport[];
  /** Without it, whether a client runs is not known. */
  readonly processes?: ProcessLister;
  readonly now?: () => Date;
  readonly wait?: (ms: number) => Promise<void>;
}

export interface ClientConfigurator {
  /** Every client, in the order of the definitions: one status an installation, or one `not-installed`. */
  list(): Promise<ClientStatus[]>;
  status(target: ClientTarget): Promise<ClientStatus>;
  /** What has to be written; shown before `apply`. */
  plan(target: ClientTarget, options?: { readonly serverName?: string; readonly replace?: boolean }): Promise<ConfigurationPlan>;
  apply(plan: ConfigurationPlan): Promise<ApplyResult>;
  previewUndo(target: ClientTarget): Promise<UndoPreview>;
  undo(target: ClientTarget): Promise<ApplyResult>;
  /** Moves the entries that we wrote to another port, and works with that port from then on. */
  reconfigure(port: number): Promise<Reconfiguration>;
  /** The JSON to be pasted into a client's settings by hand. */
  snippet(client: string): string;
}

export function createClientConfigurator(options: ConfiguratorOptions): ClientConfigurator {
  const { environment, dataFolder, tools, launch, processes } = options;
  let context: ClientsContext = {
    environment,
    address: options.address,
    tools,
    transports: options.transports ?? preferredTransports,
    journal: createJournal(join(dataFolder, 'configured-clients.json')),
    backups: createBackups(join(dataFolder, 'client-backups'), options.now ?? (() => new Date())),
    now: options.now ?? (() => new Date()),
    wait: options.wait ?? ((ms) => delay(ms)),
    ...(launch === undefined ? {} : { launch }),
    ...(processes === undefined ? {} : { processes }),
  };
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = queue.then(action, action);
    queue = result.catch(() => undefined);
    return result;
  };
  const runningOf = async (definition: ClientDefinition): Promise<boolean | null> =>
    running(definition, context, await listProcesses(context));

  return {
    async list() {
      const [present, records] = await Promise.all([listProcesses(context), readableRecords(context)]);
      const statuses = clientDefinitions.map(async (definition): Promise<ClientStatus[]> => {
        const isUp = running(definition, context, present);
        const installed = await findInstalled(definition, environment);
        if (installed.length === 0) return [notInstalled(definition, isUp)];
        return Promise.all(installed.map((target) => statusOf(target, context, isUp, records)));
      });
      return (await Promise.all(statuses)).flat();
    },

    async status(target) {
      const found = await findTarget(target, environment);
      return statusOf(found, context, await runningOf(found.definition), await readableRecords(context));
    },

    async plan(target, { serverName = DEFAULT_SERVER_NAME, replace = false } = {}) {
      checkServerName(serverName);
      return makePlan(await findTarget(target, environment), { serverName, replace }, context);
    },

    apply: (plan) =>
      inTurn(async () => {
        checkServerName(plan.serverName);
        // Unless the user named the file, its path comes from this machine and not from a plan that has been out of our hands.
        const { client, installation, file } = plan;
        const target = await findTarget(installation === NAMED_FILE ? { client, file } : { client, installation }, environment);
        return applyPlan(plan, target, context, await runningOf(target.definition));
      }),

    async previewUndo(target) {
      const found = await findTarget(target, environment);
      return previewUndo(await findRecord(found, context), found, context);
    },

    undo: (target) =>
      inTurn(async () => {
        const found = await findTarget(target, environment);
        return undo(await findRecord(found, context), found, context, await runningOf(found.definition));
      }),

    reconfigure: (port) =>
      inTurn(async () => {
        context = { ...context, address: { ...context.address, port } };
        const present = await listProcesses(context);
        return reconfigureAll(context, ({ definition }) => running(definition, context, present));
      }),

    snippet: (client) => snippetFor(findDefinition(client), context),
  };
}

async function listProcesses({ processes }: ClientsContext): Promise<readonly ProcessInfo[] | null> {
  try {
    return processes === undefined ? null : await processes();
  } catch {
    // Not known is an answer here; nothing depends on it but the wording of the next step.
    return null;
  }
}

function running(definition: ClientDefinition, { environment }: ClientsContext, processes: readonly ProcessInfo[] | null): boolean | null {
  return processes === null ? null : isRunning(definition, environment.platform, processes);
}

/** An unreadable journal must not hide the clients; apply and undo report it. */
async function readableRecords({ journal }: ClientsContext): Promise<readonly JournalRecord[]> {
  try {
    return await journal.records();
  } catch {
    return [];
  }
}
