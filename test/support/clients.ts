/** A home folder of its own for tests of the client configuration, and a configurator that works in it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createClientConfigurator } from '../../sidecar/clients/configurator.ts';
import type { ClientConfigurator, ConfiguratorOptions } from '../../sidecar/clients/configurator.ts';
import type { ToolDescription } from '../../sidecar/clients/types.ts';

export const sampleTools: readonly ToolDescription[] = [
  {
    name: 'mqttPublish',
    description: 'Publish a message to a topic.',
    input_schema: {
      type: 'object',
      properties: { topic: { type: 'string' }, payload: { type: 'string' } },
      required: ['topic', 'payload'],
    },
  },
  { name: 'mqttDisconnect', description: 'Close the connection.', input_schema: { type: 'object', properties: {} } },
];

export interface Sandbox {
  readonly home: string;
  readonly dataFolder: string;
  readonly options: ConfiguratorOptions;
  /** A configurator for a Linux machine with this home folder. */
  configurator(overrides?: Partial<ConfiguratorOptions>): ClientConfigurator;
  /** Writes a file below the home folder and returns its path. */
  write(path: string, content: string | Buffer): Promise<string>;
}

/** Removed when the test ends. */
export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'mqttx-clients-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  const dataFolder = join(folder, 'data');
  await mkdir(home);
  const options: ConfiguratorOptions = {
    environment: { platform: 'linux', home, env: {} },
    dataFolder,
    address: { port: 4000, basePath: '/mqttx' },
    tools: sampleTools,
    launch: { command: '/opt/mqttx-sse-server/mqttx-sse-server', args: ['--stdio'] },
  };
  return {
    home,
    dataFolder,
    options,
    configurator: (overrides) => createClientConfigurator({ ...options, ...overrides }),
    async write(path, content) {
      const full = join(home, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
      return full;
    },
  };
}
