/** A sidecar in a process of its own that tells what it holds: sockets, timers, listeners, heap. Started with `--expose-gc`. */
import { z } from 'zod';
import { adminSnapshotSchema } from '../../sidecar/admin/schema.ts';
import { startTestSidecar } from './sidecar.ts';

const sidecar = await startTestSidecar();

process.on('message', () => {
  void measure().then((held) => process.send?.(held));
});
process.send?.(sidecar.origin);

async function measure(): Promise<object> {
  const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, {
    headers: { Authorization: `Bearer ${sidecar.adminToken}`, Connection: 'close' },
  });
  const { sessions, connections } = adminSnapshotSchema.parse(z.unknown().parse(await response.json()));
  globalThis.gc?.();
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const { heapUsed, external } = process.memoryUsage();
  return { resources, listeners, heapBytes: heapUsed + external, sessions: sessions.length, connections: connections.length };
}
