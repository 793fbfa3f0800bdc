/** Names the machine and the versions that a measurement was made with: without them its figures mean nothing. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** One line; call it before the measurement, since it tells how busy the machine was by then. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const mosquitto =
    /version ([\d.]+)/.exec(spawnSync('/usr/sbin/mosquitto', ['-h'], { encoding: 'utf8' }).stdout)?.[1] ?? 'of unknown version';
  const { version: mqtt } = packageSchema.parse(
    JSON.parse(readFileSync(new URL('../../node_modules/mqtt/package.json', import.meta.url), 'utf8')),
  );
  return [
    `${cpu?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    `Mosquitto ${mosquitto}`,
    `mqtt.js ${mqtt}`,
    `load of the machine before the run ${loadavg()[0]?.toFixed(1)}`,
  ].join(', ');
}
