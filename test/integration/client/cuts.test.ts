/** A stream that is cut again and again while messages flow, by resetting its connection. */
import { expect, it, onTestFinished } from 'vitest';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { recordStream } from '../../support/recorded-stream.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const MESSAGES = 1000;
const CUTS = 20;

it.each([
  ['one by one', {}],
  ['in batches', { batch: 20, batchMax: 10 }],
])('delivers every message, in order, and says which come again: %s', async (_how, options) => {
  const sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { retryMs: 20 } });
  onTestFinished(() => sidecar.stop());
  const proxy = await startCuttingProxy(sidecar.port);
  const { stream, messages, gaps, errors } = recordStream({ url: `http://127.0.0.1:${proxy.port}/mqttx`, qos: 1, ...options }, 'a/#');
  await until('the stream stands', () => stream.state === 'open');

  const sending = (async () => {
    for (let value = 0; value < MESSAGES; value += 1) await publish(sidecar.origin, 'a/b', String(value));
  })();
  for (let cut = 1; cut <= CUTS; cut += 1) {
    const mark = (cut * MESSAGES) / (CUTS + 1);
    await until(`message ${mark} is there`, () => messages.length > mark && stream.state === 'open');
    proxy.cut();
    await until('the cut is noticed', () => errors.length === cut);
  }
  await sending;
  await until('the last message is there', () => messages.at(-1)?.payload === String(MESSAGES - 1));
  const fresh = messages.filter(({ repeat }) => repeat === undefined).map(({ payload }) => Number(payload));
  expect(fresh).toEqual(Array.from({ length: MESSAGES }, (_, value) => value));
  expect(gaps).toEqual([]);
  expect(errors.every(({ code }) => code === 'network')).toBe(true);
});
