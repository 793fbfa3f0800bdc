/** The analytics pipeline: as its one command, and killed in the middle of its work. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';
import { runExample } from '../../support/example.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const recordSchema = z.object({
  timestamp: z.iso.datetime(),
  line: z.string(),
  metric: z.literal('parts'),
  value: z.number(),
  id: z.string(),
});

const records = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => recordSchema.parse(JSON.parse(line)));

vi.setConfig({ testTimeout: 120_000 });

describe('npm run example -- analytics', () => {
  it('writes a line of JSON for every message, and nothing else, to standard output', async () => {
    const example = await runExample('analytics');
    await until('there are lines', () => records(example.stdout()).length >= 5);
    const values = records(example.stdout()).map(({ value }) => value);
    expect(values).toEqual(values.map((_, index) => (values[0] ?? 0) + index));
    expect(await example.stop()).toBe(0);
  });
});

describe('the pipeline', () => {
  it('leaves no message out when it is killed again and again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { retryMs: 50 } });
    onTestFinished(() => sidecar.stop());
    const options = { sidecar: `${sidecar.origin}/mqttx`, filter: 'factory/+/parts', state: join(folder, 'state') };
    const program = join(folder, 'pipeline.ts');
    writeFileSync(
      program,
      `import { startPipeline } from ${JSON.stringify(join(root, 'examples/analytics/pipeline.ts'))};
       const stream = await startPipeline({ ...${JSON.stringify(options)}, output: process.stdout, tell() {} });
       stream.on('state', (state) => process.stderr.write(state));`,
    );
    const send = async (from: number, to: number): Promise<void> => {
      for (let value = from; value < to; value += 1) await publish(sidecar.origin, 'factory/line1/parts', String(value));
    };
    let [written, states] = ['', ''];
    const start = () => {
      const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.on('data', (text: Buffer) => (written += text.toString()));
      child.stderr.on('data', (text: Buffer) => (states += text.toString()));
      return child;
    };
    const seen = (): number[] => records(written).map(({ value }) => value);

    let child = start();
    await until('the pipeline stands', () => states.includes('open'));
    for (const round of [0, 1, 2]) {
      const sending = send(round * 40, round * 40 + 40);
      await until('some are written', () => seen().length > round * 40 + 5);
      child.kill('SIGKILL');
      await once(child, 'close');
      await sending;
      child = start();
    }
    await until('the last is written', () => seen().includes(119));
    await until('its place is kept', () => readFileSync(options.state, 'utf8') === records(written).at(-1)?.id);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect([...new Set(seen())]).toEqual(Array.from({ length: 120 }, (_, value) => value));
  });
});
