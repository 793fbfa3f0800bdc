/** Starts a whole sidecar in this process on free ports, with what a test says otherwise. */
import { configSchema, type ConfigInput } from '../../sidecar/config/schema.ts';
import { startSidecar, type Sidecar } from '../../sidecar/server.ts';

export interface TestSidecar extends Sidecar, AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
}

/** The log is silent and no embedded broker is brought unless the test asks for them. */
export async function startTestSidecar(config: ConfigInput = {}): Promise<TestSidecar> {
  const sidecar = await startSidecar(
    configSchema.parse({
      ...config,
      server: { port: 0, ...config.server },
      embeddedBroker: { enabled: false, ...config.embeddedBroker },
      log: { level: 'silent', ...config.log },
    }),
  );
  return Object.assign(sidecar, { origin: `http://127.0.0.1:${sidecar.port}`, [Symbol.asyncDispose]: () => sidecar.stop() });
}
