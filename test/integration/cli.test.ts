/** The command line as a person meets it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';

describe('the command line', () => {
  it('starts on a free port with its own broker, and prints what a person needs', async () => {
    await using run = runCli(['--port', '0'], { MQTTX_SSE_EMBEDDED_BROKER_PORT: '0' });
    const origin = await run.origin();
    const block = run.stdout();
    expect(block).toContain(`MCP ${origin}/mqttx/sse`);
    expect(block).toContain(`Health ${origin}/health/live`);
    expect(block).toMatch(/^Broker mqtt:\/\/127\.0\.0\.1:\d+ \(embedded/m);
    expect(block).toContain(`"url": "${origin}/mqttx/sse"`);
    expect(block).toMatch(/^Dashboard http:\/\/localhost:\d+\/#token=[\w-]{43}$/m);
    const token = /#token=(.*)$/m.exec(block)?.[1] ?? 'none';
    expect(run.stderr()).not.toContain(token);

    expect(await (await fetch(`${origin}/health/live`)).json()).toMatchObject({ status: 'ok', name: 'mqttx-sse-server', pid: run.pid });
    const client = await RawMcpClient.open(origin);
    expect((await client.callTool('mqttConnect', { profile: 'local' })).structured).toMatchObject({
      state: 'connected',
      protocolVersion: 4,
    });
    client.destroy();
    run.child.kill('SIGTERM');
    expect(await run.exit()).toEqual({ code: 0, signal: null });
  });

  it('answers on both loopback addresses', async () => {
    await using run = runCli(['--port', '0', '--no-embedded-broker']);
    const { port } = new URL(await run.origin());
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) expect((await fetch(`http://${host}:${port}/health/live`)).status).toBe(200);
  });

  it('says who holds the port, and what to do', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using run = runCli(['--port', String(port), '--no-embedded-broker']);
    expect(await run.exit()).toMatchObject({ code: 1 });
    expect(run.stderr()).toMatch(new RegExp(`Port ${port} .*in use by .*process ${process.pid}.*--port`, 's'));
    holder.close();
  });

  it('says so when the port is held by another sidecar', async () => {
    await using first = runCli(['--port', '0', '--no-embedded-broker']);
    const { port } = new URL(await first.origin());
    await using second = runCli(['--port', port, '--no-embedded-broker']);
    expect(await second.exit()).toMatchObject({ code: 1 });
    expect(second.stderr()).toMatch(new RegExp(`another MQTTX SSE Server.*process ${first.pid}`));
  });

  it('refuses to serve a network without authentication', async () => {
    await using run = runCli(['--port', '0', '--host', '0.0.0.0']);
    expect(await run.exit()).toMatchObject({ code: 1 });
    expect(run.stderr()).toMatch(/auth\.mode/);
  });

  it('prints help and version, and refuses what it does not know', async () => {
    await using help = runCli(['--help']);
    expect(await help.exit()).toMatchObject({ code: 0 });
    expect(help.stdout()).toMatch(/--port[\s\S]*--no-embedded-broker/);
    await using version = runCli(['--version']);
    expect(await version.exit()).toMatchObject({ code: 0 });
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
    await using wrong = runCli(['--prot', '4000']);
    expect(await wrong.exit()).toMatchObject({ code: 1 });
    expect(wrong.stderr()).toMatch(/--port/);
  });
});
