/** Machines that count, and the pipeline that turns what they tell into lines of JSON. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDevice } from '../shared/device.ts';
import type { StartExample } from '../shared/example.ts';
import { startPipeline } from './pipeline.ts';

export const start: StartExample = async ({ sidecar, broker }) => {
  const machines = await connectDevice(broker);
  machines.every(250, (count) => machines.publish(`factory/line${(count % 3) + 1}/parts`, count, { qos: 1 }));

  const state = join(await mkdtemp(join(tmpdir(), 'analytics-')), 'last-event-id');
  const pipeline = await startPipeline({ sidecar, filter: 'factory/+/parts', state, output: process.stdout, tell: console.error });
  return {
    words: `Analytics pipeline: one line of JSON for each message, on standard output. The point to go on from is kept in ${state}.`,
    async stop() {
      pipeline.close();
      await machines.stop();
    },
  };
};
