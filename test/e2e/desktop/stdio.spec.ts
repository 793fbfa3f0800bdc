/** A client that knows commands only: one click writes one that works, and the program comes up for it where it does not run. */
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { z } from 'zod';
import { type Desktop, quit } from './support/desktop.ts';
import { expect, isAlive, test, type Machine } from './support/machine.ts';
import { settingsOfClaude } from './support/settings-of-clients.ts';

const settingsSchema = z.object({ mcpServers: z.record(z.string(), z.object({ command: z.string(), args: z.array(z.string()) })) });

/** One click in the window; returns what stands in the client's settings then. */
async function configureClaude({ page, goTo }: Desktop, { home }: Machine) {
  mkdirSync(dirname(settingsOfClaude(home)), { recursive: true });
  await goTo('clients');
  const card = page.getByRole('region', { name: 'Claude Desktop', exact: true });
  await card.getByRole('button', { name: 'Configure', exact: true }).click();
  await expect(card).toContainText('Configured');
  const entry = settingsSchema.parse(JSON.parse(readFileSync(settingsOfClaude(home), 'utf8'))).mcpServers['mqttx-server'];
  if (entry === undefined) throw new Error('There is no entry.');
  return entry;
}

/** Starts the command as the client does. */
async function connectClaude({ command, args }: { command: string; args: string[] }, { env }: Machine): Promise<Client> {
  const client = new Client({ name: 'Claude Desktop', version: '1.2.3' });
  await client.connect(new StdioClientTransport({ command, args, env: { ...env }, stderr: 'inherit' }));
  return client;
}

test('Claude Desktop is configured by one click, and what it does shows in the window', async ({ desktop, machine }) => {
  const entry = await configureClaude(desktop, machine);
  const client = await connectClaude(entry, machine);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['mqttConnect', 'mqttSubscribe', 'mqttPublish']));
  await desktop.goTo('sessions');
  const row = desktop.page.getByRole('row').filter({ hasText: 'Claude Desktop' });
  await expect(row).toBeVisible();

  await desktop.ask('sidecar.restart');
  await expect(row).toHaveCount(0);
  await expect.poll(async () => (await desktop.state()).name).toBe('running');
  expect((await client.listTools()).tools).toHaveLength(tools.length);
  await expect(row).toBeVisible();

  await client.close();
  await expect(row).toHaveCount(0);
});

test('a start for a client brings up no window where the program runs already', async ({ desktop, machine }) => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(desktop.windows).toEqual([]);
  const heard = desktop.app.evaluate(({ app }) => new Promise<void>((resolve) => void app.once('second-instance', () => resolve())));
  const [code] = await once(machine.startAgain('--in-background'), 'exit');
  expect(code).toBe(0);
  await heard;
  expect(await desktop.windows()).toEqual([]);
});

// Elsewhere nothing tells which process it is that was started.
if (process.platform === 'linux') {
  test('the program is started, without its window, for a client that comes while it does not run', async ({ desktop, machine }) => {
    const entry = await configureClaude(desktop, machine);
    await quit(desktop);

    const client = await connectClaude(entry, machine);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    const program = findProgram(machine.userData);
    expect(isAlive(machine.lockedPid() ?? 0)).toBe(true);
    await client.close();
    process.kill(program, 'SIGTERM');
    await expect.poll(() => isAlive(program)).toBe(false);
    expect(machine.lockedPid()).toBeUndefined();
  });
}

function findProgram(userData: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      const command = commandOf(pid);
      return command.includes(`--user-data-dir=${userData}`) && command.includes('--in-background') && !command.includes('--type=');
    });
  if (found === undefined) throw new Error('The program was not started.');
  return Number(found);
}

/** Empty for a process that has gone meanwhile. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
