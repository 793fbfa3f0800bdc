/** Starts the sidecar as a user would who has configured nothing, but on free ports and with warnings only in its log. */
import { startMeasured, type MeasuredProcess } from './measured-process.ts';
import type { Bundle } from './bundle.ts';

export interface SidecarProcess extends MeasuredProcess {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
}

interface SidecarOptions {
  readonly probed: boolean;
  /** Whether it brings its own broker, as it does where none is found. */
  readonly embeddedBroker: boolean;
  /** As environment variables, without their common beginning. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startSidecarProcess(
  { file, folder }: Bundle,
  { probed, embeddedBroker, settings = {} }: SidecarOptions,
): Promise<SidecarProcess> {
  const broker = embeddedBroker ? ['--embedded-broker-port', '0'] : ['--no-embedded-broker'];
  const child = await startMeasured({
    command: [file, '--port', '0', '--log-level', 'warn', ...broker],
    ready: /^MCP http:\/\/localhost:(\d+)\//,
    probed,
    cwd: folder,
    env: { ...withoutSettings(folder), ...named(settings) },
  });
  return { ...child, origin: `http://127.0.0.1:${child.match[1]}` };
}

/** No setting of the person who measures may count: neither variables nor a file in the user's folders. */
function withoutSettings(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^MQTTX_SSE_/i.test(name));
  return { ...Object.fromEntries(kept), HOME: folder, USERPROFILE: folder, APPDATA: folder, XDG_CONFIG_HOME: folder };
}

function named(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`MQTTX_SSE_${name}`, value]));
}
