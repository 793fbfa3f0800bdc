/**
 * Four production lines that tell temperature, vibration and speed ten times a second. Line 3 has a bearing that runs hot from time to
 * time, so that there is something to see.
 */
import { fileURLToPath } from 'node:url';
import { connectDevice } from '../shared/device.ts';
import type { StartExample } from '../shared/example.ts';
import { servePage } from '../shared/page-server.ts';

const LINES = [1, 2, 3, 4];

export const start: StartExample = async ({ sidecar, broker }) => {
  const machines = await connectDevice(broker);
  machines.every(100, (count) => {
    for (const line of LINES) {
      for (const [metric, value] of Object.entries(measure(line, count))) {
        machines.publish(`factory/line${line}/${metric}`, Math.round(value * 100) / 100);
      }
    }
  });
  const page = await servePage(fileURLToPath(new URL('page', import.meta.url)), sidecar);
  return {
    words: `Industrial dashboard: open ${page.url}. Line 3 runs hot every half a minute.`,
    async stop() {
      await machines.stop();
      await page.stop();
    },
  };
};

/** @param count tenths of a second since the start */
function measure(line: number, count: number): { temperature: number; vibration: number; speed: number } {
  const wave = (period: number): number => Math.sin((count + line * 37) / period);
  // Up within five seconds, down within ten, then fifteen seconds of rest.
  const heat = line === 3 ? Math.max(0, Math.sin(((count % 300) / 150) * Math.PI)) : 0;
  return {
    temperature: 61 + line * 1.5 + 2 * wave(60) + 24 * heat + noise(0.6),
    vibration: 2.2 + 0.5 * wave(11) + 4.5 * heat + noise(0.5),
    speed: 118 + 5 * wave(90) - 30 * heat + noise(2),
  };
}

function noise(size: number): number {
  return (Math.random() - 0.5) * size;
}
