/**
 * The engine of sidecar/clients as the desktop uses it: always with the address, the access token and the tools of this moment.
 * The tools come from the sidecar itself and are remembered, so that a client can be configured while the sidecar is stopped.
 */
import { z } from 'zod';
import { createClientConfigurator, type ClientConfigurator } from '../../../sidecar/clients/configurator.ts';
import { createProcessLister } from '../../../sidecar/clients/processes.ts';
import type { ClientEnvironment, Launch, ToolDescription } from '../../../sidecar/clients/types.ts';
import { AppError } from '../../../sidecar/errors.ts';
import type { ReadyMessage } from '../../../sidecar/parent/schema.ts';
import type { ConfigureRequest } from '../../shared/ipc/clients.ts';
import type { JsonFile } from '../storage/json-file.ts';
import type { ApplyResult, ClientId, ClientStatus, ConfigurationPlan, Reconfiguration } from '../../../sidecar/clients/schemas.ts';

export const toolsFileSchema = z.array(
  z.object({ name: z.string(), description: z.string(), input_schema: z.record(z.string(), z.json()) }),
);
type Tools = ReadyMessage['tools'];

export interface ClientService {
  list(): Promise<ClientStatus[]>;
  plan(request: ConfigureRequest): Promise<ConfigurationPlan>;
  apply(request: ConfigureRequest): Promise<ApplyResult>;
  undo(target: { readonly client: ClientId; readonly installation: string }): Promise<ClientStatus[]>;
  snippet(client: ClientId): Promise<string>;
  /** Moves the entries that we wrote to another port. */
  reconfigure(port: number): Promise<Reconfiguration>;
  /** What the sidecar said of its tools. */
  learnTools(tools: Tools): Promise<void>;
}

interface ClientServiceParts {
  /** Asked each time: where the system keeps things may be changed. */
  readonly environment: () => ClientEnvironment;
  readonly dataFolder: string;
  readonly basePath: string;
  readonly port: () => number;
  readonly token: () => Promise<string | undefined>;
  readonly toolsFile: JsonFile<Tools>;
  /** How clients that know commands only reach the sidecar; undefined where no command would. */
  readonly launch: Launch | undefined;
}

export async function createClientService(parts: ClientServiceParts): Promise<ClientService> {
  let tools = (await parts.toolsFile.read()) ?? [];
  let made: { readonly key: string; readonly configurator: ClientConfigurator } | undefined;

  /** One configurator as long as nothing changes, since it lets one change of a file wait for the other. */
  async function configurator(): Promise<ClientConfigurator> {
    const token = await parts.token();
    const port = parts.port();
    const environment = parts.environment();
    const key = JSON.stringify([port, token, tools, environment.home, environment.appData]);
    if (made?.key === key) return made.configurator;
    const { dataFolder, basePath, launch } = parts;
    made = {
      key,
      configurator: createClientConfigurator({
        environment,
        dataFolder,
        address: { port, basePath, ...(token === undefined ? {} : { token }) },
        tools: tools satisfies readonly ToolDescription[],
        processes: createProcessLister(environment.platform),
        ...(launch === undefined ? {} : { launch }),
      }),
    };
    return made.configurator;
  }

  async function plan({ client, installation, replace }: ConfigureRequest): Promise<ConfigurationPlan> {
    if (tools.length === 0) {
      throw new AppError('sidecar-not-running', 'A client is given the list of tools, and the server has not run yet to name them.');
    }
    return (await configurator()).plan({ client, installation }, { replace });
  }

  return {
    plan,
    list: async () => (await configurator()).list(),
    apply: async (request) => (await configurator()).apply(await plan(request)),
    async undo(target) {
      const engine = await configurator();
      await engine.undo(target);
      return engine.list();
    },
    snippet: async (client) => (await configurator()).snippet(client),
    reconfigure: async (port) => (await configurator()).reconfigure(port),
    async learnTools(found) {
      if (JSON.stringify(found) === JSON.stringify(tools)) return;
      tools = found;
      await parts.toolsFile.write(found);
    },
  };
}
