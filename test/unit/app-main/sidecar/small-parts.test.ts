import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exitReason } from '../../../../app/main/sidecar/exit-reason.ts';
import { findFreePort } from '../../../../app/main/sidecar/free-port.ts';
import { createLineReader } from '../../../../app/main/sidecar/line-reader.ts';
import { endSidecarAt, findSidecarAt } from '../../../../app/main/sidecar/other-sidecar.ts';

describe('the line reader', () => {
  const read = (...pieces: readonly string[]) => {
    const lines: string[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (const piece of pieces) reader.push(piece);
    reader.end();
    return lines;
  };

  it('puts lines together, however they were cut', () => {
    expect(read('one\ntw', 'o\r\n', '\nthree')).toEqual(['one', 'two', 'three']);
  });

  it('does not keep a line that never ends', () => {
    const lines = read(...Array.from({ length: 40 }, () => 'x'.repeat(1024)));
    expect(lines.map(({ length }) => length)).toEqual([16_384, 16_384, 8192]);
  });
});

async function serve(body: unknown): Promise<number> {
  const server = createServer((_request, response) => response.end(JSON.stringify(body)));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the next free port', () => {
  it('is not the one that somebody listens on', async () => {
    const taken = await serve({});
    const free = await findFreePort(taken - 1);
    expect(free).toBeGreaterThan(taken);
  });

  it('does not exist above the last one', async () => {
    expect(await findFreePort(65_535)).toBeUndefined();
  });
});

describe('another sidecar', () => {
  it('is recognised by what it answers', async () => {
    const ours = { name: 'mqttx-sse-server', pid: 12 };
    expect(await findSidecarAt(await serve(ours), 60_000)).toEqual(ours);
    expect(await findSidecarAt(await serve({ name: 'something else', pid: 12 }))).toBeUndefined();
  });

  it('is not looked for behind any other program, so nothing is ended', async () => {
    await expect(endSidecarAt(await serve({ hello: 'world' }))).resolves.toBeUndefined();
  });
});

describe('how a process ended', () => {
  it.each([
    [6, 'aborted'],
    [9, 'killed'],
    [137, 'killed'],
    [139, 'faulted'],
    [143, 'terminated'],
    [0, 'unasked'],
    [70, 'exited'],
  ] as const)('%i is told as %s', (code, end) => {
    expect(exitReason(code)).toEqual({ kind: 'exit', end, code });
  });
});
