/** Loads a configuration from files that exist in memory only. For the tests of the configuration and of what reads it. */
import { loadConfig, type LoadResult } from '../../sidecar/config/load-config.ts';

interface Given {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Contents by absolute path; `throws` stands for a file that exists and cannot be read. */
  readonly files?: Readonly<Record<string, string | { readonly throws: string }>>;
}

export const CWD = '/work-folder';
export const USER_FOLDER = '/home/user/.config/mqttx-sse-server';
export const YAML_FILE = `${CWD}/mqttx-sse-server.yaml`;
export const JSON_FILE = `${CWD}/mqttx-sse-server.json`;

export function load({ argv = [], env = {}, files = {} }: Given): LoadResult {
  function readFile(path: string): string | undefined {
    const content = files[path];
    if (typeof content === 'object') throw new Error(content.throws);
    return content;
  }
  return loadConfig({ argv, env, cwd: CWD, userConfigDir: USER_FOLDER, readFile });
}

export type Loaded = Extract<LoadResult, { ok: true }>;

export function loadValid(given: Given): Loaded {
  const result = load(given);
  if (!result.ok) throw new Error(result.message);
  return result;
}

export function messageOf(given: Given): string {
  const result = load(given);
  if (result.ok) throw new Error('the configuration was accepted');
  return result.message;
}

/** The lines of the message that tell problems. */
export function problemsOf(given: Given): string[] {
  return messageOf(given)
    .split('\n')
    .flatMap((line) => (line.startsWith('  - ') ? [line.slice(4)] : []));
}
