/** The library as others get it: built, with its size, its types and its entry in package.json; and the examples of its documentation. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildClient } from '../../../scripts/client-build.ts';
import { root } from '../../../scripts/root.ts';
import { runQuietly, toolPath } from '../../../scripts/tool.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const project = mkdtempSync(join(tmpdir(), 'client-package-'));
const installed = join(project, 'node_modules/mqttx-sse-server');
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Lays the package out as npm would install it. */
beforeAll(async () => {
  mkdirSync(installed, { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  await buildClient('vite.client.config.ts', join(installed, 'dist/client'));
  await buildClient('vite.client-script.config.ts', join(installed, 'dist/client'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});

const built = (file: string): string => readFileSync(join(installed, 'dist/client', file), 'utf8');
const gzipped = (file: string): number => gzipSync(built(file), { level: 9 }).length;

describe('the built library', () => {
  it('is less than 4 kB as a module, and less than 7.5 kB as a script for old browsers, gzipped', () => {
    expect(gzipped('index.js')).toBeLessThan(4000);
    expect(gzipped('script.js')).toBeLessThan(7500);
  });

  it('imports nothing', () => {
    for (const file of ['index.js', 'script.js']) expect(built(file)).not.toMatch(/\bimport\b|\brequire\(/);
  });

  it('has a script that defines one global, in ECMAScript 5', () => {
    const script = built('script.js');
    expect(script.slice(0, 30)).toMatch(/^var mqttx=\(function\(/);
    expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow();
  });

  it('has types that a strict project understands without more', async () => {
    writeFileSync(
      join(project, 'strict.ts'),
      `import { connect, payloadBytes, type Message, type MqttStream } from 'mqttx-sse-server/client';
       const stream: MqttStream = connect({ qos: 1, encoding: 'json' });
       stream.on('gap', ({ reason, dropped }) => [reason satisfies string, dropped satisfies number | null]);
       stream.subscribe('a/#', (message: Message) => {
         if (message.encoding === 'json') message.payload satisfies unknown;
         else message.payload satisfies string;
         payloadBytes(message) satisfies Uint8Array;
       });
       // @ts-expect-error: there is no QoS 3
       connect({ qos: 3 });`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];
    const { ok, output } = await runQuietly([toolPath('typescript', 'tsc'), ...options, '--ignoreConfig', 'strict.ts'], project);
    expect(ok, output).toBe(true);
  });
});

interface Example {
  readonly name: string;
  readonly code: string;
  readonly output: string;
}

/** Blocks of code, each followed by what it prints. */
function examples(): Example[] {
  const text = readFileSync(join(root, 'docs/client.md'), 'utf8');
  return [...text.matchAll(/```js\n\/\/ ([\w-]+)\.js\n([^]*?)```\n+It prints:\n+```text\n([^]*?)```/g)].map(
    ([, name = '', code = '', output = '']) => ({ name, code, output }),
  );
}

describe('docs/client.md', () => {
  it('has examples that can be run', () => {
    expect(examples().length).toBeGreaterThanOrEqual(4);
  });

  it.each(examples())('prints what it says: $name', async ({ name, code, output }) => {
    const sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, stream: { chunkBytes: 65_536, retryMs: 100 } });
    onTestFinished(() => sidecar.stop());
    writeFileSync(join(project, `${name}.js`), code.replaceAll('http://localhost:4000', sidecar.origin));
    expect(await runQuietly([`${name}.js`], project)).toEqual({ ok: true, output });
  });
});
