/**
 * A home of simulated devices. Each keeps its state as a retained message under `home/<room>/<device>`, so that a page that opens later
 * sees it at once, and obeys what is published under `…/set`.
 */
import { fileURLToPath } from 'node:url';
import { connectDevice } from '../shared/device.ts';
import type { StartExample } from '../shared/example.ts';
import { servePage } from '../shared/page-server.ts';

/** State by topic, as the devices publish it. */
const initial = {
  'home/living-room/light': { kind: 'switch', name: 'Ceiling light', on: true },
  'home/living-room/temperature': { kind: 'temperature', name: 'Temperature', celsius: 21.4 },
  'home/kitchen/light': { kind: 'switch', name: 'Worktop light', on: false },
  'home/kitchen/coffee': { kind: 'switch', name: 'Coffee maker', on: false },
  'home/bedroom/heating': { kind: 'switch', name: 'Heating', on: false },
  'home/bedroom/temperature': { kind: 'temperature', name: 'Temperature', celsius: 18.2 },
  'home/hall/door': { kind: 'contact', name: 'Front door', open: false },
  'home/garden/temperature': { kind: 'temperature', name: 'Outside', celsius: 9.7 },
} as const;

type State =
  | { kind: 'switch'; name: string; on: boolean }
  | { kind: 'temperature'; name: string; celsius: number }
  | { kind: 'contact'; name: string; open: boolean };

export const start: StartExample = async ({ sidecar, broker }) => {
  const states = new Map<string, State>(Object.entries(initial));
  const devices = await connectDevice(broker);

  const update = (topic: string, state: State): void => {
    states.set(topic, state);
    devices.publish(topic, state, { retain: true, qos: 1 });
  };

  await devices.onMessage('home/+/+/set', (topic, wanted) => {
    const device = topic.slice(0, -'/set'.length);
    const state = states.get(device);
    if (state?.kind === 'switch') update(device, { ...state, on: wanted === true });
  });
  for (const [topic, state] of states) update(topic, state);

  devices.every(1000, (count) => {
    for (const [topic, state] of states) {
      if (state.kind !== 'temperature') continue;
      const heating = states.get('home/bedroom/heating');
      const warms = topic.startsWith('home/bedroom') && heating?.kind === 'switch' && heating.on;
      const celsius = state.celsius + (warms ? 0.2 : 0) + Math.sin(count / 7 + topic.length) / 20;
      update(topic, { ...state, celsius: Math.round(celsius * 100) / 100 });
    }
  });
  devices.every(9000, (count) => update('home/hall/door', { kind: 'contact', name: 'Front door', open: count % 2 === 0 }));

  const page = await servePage(fileURLToPath(new URL('page', import.meta.url)), sidecar);
  return {
    words: `Smart home: open ${page.url} and switch something.`,
    async stop() {
      await devices.stop();
      await page.stop();
    },
  };
};
