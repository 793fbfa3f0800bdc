/**
 * `npm run example -- <name>`: starts a sidecar with an embedded broker on free ports, the example's devices and its page, and ends
 * them all with Ctrl+C. What it has to say goes to standard error, so that an example may use standard output.
 */
import { once } from 'node:events';
import { provideClientBuild } from '../scripts/client-build.ts';
import { configSchema } from '../sidecar/config/schema.ts';
import { startSidecar } from '../sidecar/server.ts';
import type { StartExample } from './shared/example.ts';

const examples: Readonly<Record<string, () => Promise<{ readonly start: StartExample }>>> = {
  'smart-home': () => import('./smart-home/main.ts'),
  'industrial-dashboard': () => import('./industrial-dashboard/main.ts'),
  'web-push': () => import('./web-push/main.ts'),
  'analytics': () => import('./analytics/main.ts'),
  'edge-forwarding': () => import('./edge-forwarding/main.ts'),
};

const [name = ''] = process.argv.slice(2);
const load = examples[name];
if (load === undefined) {
  console.error(`Usage: npm run example -- <name>, with one of: ${Object.keys(examples).join(', ')}`);
  process.exitCode = 2;
} else {
  await run(load);
}

async function run(loadExample: () => Promise<{ readonly start: StartExample }>): Promise<void> {
  await provideClientBuild();
  const sidecar = await startSidecar(
    configSchema.parse({ server: { port: 0 }, embeddedBroker: { port: 0 }, log: { level: 'warn' }, stream: { retryMs: 500 } }),
  );
  const { start } = await loadExample();
  const example = await start({
    sidecar: `http://localhost:${sidecar.port}/mqttx`,
    broker: sidecar.embeddedBrokerUrl ?? sidecar.defaultBrokerUrl,
  });
  console.error(`\n${example.words}\n\nStop with Ctrl+C.\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await example.stop();
  await sidecar.stop();
}
