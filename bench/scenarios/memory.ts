/**
 * What a session costs in memory: resident memory before and after many are opened, after garbage collection, in a fresh process.
 * Beside it, the same for a program that holds as many bare mqtt.js connections, since every session has one.
 */
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../lib/bundle.ts';
import type { Compared } from '../lib/compared.ts';
import { openFleet } from '../lib/fleet.ts';
import { openMcpClient } from '../lib/mcp-client.ts';
import { startMeasured, type MemoryReport } from '../lib/measured-process.ts';
import { startSidecarProcess } from '../lib/sidecar-process.ts';

interface MemorySetting {
  readonly bundle: Bundle;
  readonly broker: { readonly url: string; readonly port: number };
}

/** Bytes for each session. */
export interface MemoryFigures {
  readonly resident: number;
  /** The part of it that holds JavaScript objects. */
  readonly heap: number;
}

/** Opened before the first look, so that code which is loaded and compiled at its first use is not charged to the sessions. */
const WARM_UP = 100;

export async function measureMemory(setting: MemorySetting, sessions: number): Promise<Compared<MemoryFigures>> {
  return { bare: await ofBareClients(setting, sessions), sidecar: await ofSessions(setting, sessions) };
}

async function ofSessions({ bundle, broker }: MemorySetting, sessions: number): Promise<MemoryFigures> {
  await using sidecar = await startSidecarProcess(bundle, { probed: true, embeddedBroker: false });
  const { origin } = sidecar;
  const open = (parts: Parameters<typeof openMcpClient>[1]) => openMcpClient({ origin, brokerPort: broker.port }, parts);
  await using _warm = await openFleet('warm', WARM_UP, open);
  const before = await sidecar.memory();
  await using _measured = await openFleet('measured', sessions, open);
  return forEach(sessions, before, await sidecar.memory());
}

/** Two processes, because one that is started with its connections needs nobody to tell it when to open them. */
async function ofBareClients({ bundle, broker }: MemorySetting, sessions: number): Promise<MemoryFigures> {
  const holding = async (count: number): Promise<MemoryReport> => {
    await using holder = await startMeasured({
      command: [fileURLToPath(new URL('../lib/bare-holder.ts', import.meta.url)), broker.url, String(count)],
      ready: /^ready$/,
      probed: true,
      cwd: bundle.folder,
      env: process.env,
    });
    return await holder.memory();
  };
  const before = await holding(WARM_UP);
  return forEach(sessions, before, await holding(WARM_UP + sessions));
}

function forEach(sessions: number, before: MemoryReport, after: MemoryReport): MemoryFigures {
  return { resident: (after.rss - before.rss) / sessions, heap: (after.heapUsed - before.heapUsed) / sessions };
}
