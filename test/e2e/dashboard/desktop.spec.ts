/** What only the window has: the sidecar's process, one click for MQTTX, profiles, settings, the first run. */
import { demoClients } from '../../support/demo/clients.ts';
import { runningSidecar } from '../../support/demo/demo-desktop.ts';
import { expect, test } from './fixtures.ts';

const running = { sidecar: runningSidecar(Date.now() - 60_000) };

test('the chip stops and starts the sidecar, on every page', async ({ open }) => {
  const { page } = await open('#/sessions', { desktop: running });
  await page.getByRole('button', { name: 'Sidecar: Running · 4000' }).click();
  await page.getByRole('menuitem', { name: 'Stop' }).click();
  await expect(page.getByText('The sidecar is stopped')).toBeVisible();
  await page.getByRole('button', { name: 'Sidecar: Stopped' }).click();
  await page.getByRole('menuitem', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Sidecar: Running · 4000' })).toBeVisible();
  await expect(page.getByText('claude-code')).toBeVisible();
});

test('one click configures MQTTX, and another takes it back', async ({ open }) => {
  const { page, bridge } = await open('#/clients', { desktop: running });
  const card = page.getByRole('region', { name: 'MQTTX' });
  await card.getByRole('button', { name: 'Configure' }).click();
  await expect(card.getByText('MQTTX is configured. One step is left.')).toBeVisible();
  await expect(card.getByText('MQTTX is running: quit it and start it again.')).toBeVisible();

  const quit = demoClients().map((client) =>
    client.client === 'mqttx' ? { ...client, state: 'configured' as const, running: false, canUndo: true } : client,
  );
  bridge?.emit('clients.changed', quit);
  await expect(card.getByText('Copilot can use MQTT now.')).toBeVisible();
  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card.getByText('Not configured')).toBeVisible();
});

test('what somebody else wrote is shown before it is replaced', async ({ open }) => {
  const { page, bridge } = await open('#/clients', { desktop: running });
  const card = page.getByRole('region', { name: 'Cursor' });
  await card.getByRole('button', { name: 'Review and replace' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change to the settings of Cursor' });
  await expect(dialog.getByText('-      "url": "http://localhost:4100/mqttx/sse"')).toBeVisible();
  expect(bridge?.calls).not.toContain('clients.apply');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(card.getByText('Cursor is configured. One step is left.')).toBeVisible();
});

test('a busy port is explained and resolved', async ({ open }) => {
  const { page, bridge } = await open('#/overview', {
    desktop: {
      sidecar: { name: 'port-blocked', since: 0, port: 4000, holder: { kind: 'program', pid: 3127, name: 'python3' }, freePort: 4001 },
    },
  });
  await expect(page.getByText('python3 (process 3127) listens on port 4000.')).toBeVisible();
  await page.getByRole('button', { name: 'Use port 4001' }).click();
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  expect(bridge?.calls).toContain('sidecar.changePort');
});

test('a crash shows its last words, and that it is no longer restarted', async ({ open }) => {
  const { page } = await open('#/overview', {
    desktop: {
      sidecar: {
        name: 'crashed',
        since: 0,
        reason: { kind: 'exit', end: 'aborted', code: 134 },
        lastLines: ['Out of memory'],
        attempt: 5,
        nextTryAt: null,
      },
    },
  });
  await expect(page.getByText('It crashed 5 times in a row')).toBeVisible();
  await expect(page.getByText('Out of memory')).toBeVisible();
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect(page.getByText('Latest tool calls')).toBeVisible();
});

test('a profile is tested, saved and deleted, and its password is never shown again', async ({ open }) => {
  const { page } = await open('#/brokers', { desktop: running });
  await page.getByRole('button', { name: 'Add profile' }).click();
  const editor = page.getByRole('dialog', { name: 'Add a profile' });
  await editor.getByLabel('Name', { exact: true }).fill('lab bench');
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor.getByText('a letter or digit first')).toBeVisible();
  await editor.getByLabel('Name', { exact: true }).fill('lab');
  await editor.getByRole('textbox', { name: 'Broker' }).fill('mqtts://lab.example:8883');
  await editor.getByRole('textbox', { name: 'Password' }).fill('s3cret');
  await editor.getByRole('button', { name: 'Test' }).click();
  await expect(editor.getByText('Connected with MQTT 5.0 in 84 ms.')).toBeVisible();
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor).toBeHidden();

  await page.getByRole('button', { name: 'Edit lab' }).click();
  const again = page.getByRole('dialog', { name: 'Edit lab' });
  await expect(again.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await expect(again.getByPlaceholder('Stored; type to replace')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Delete lab' }).click();
  await page.getByRole('dialog', { name: 'Delete lab?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('row')).toHaveCount(5);
});

test('a profile keeps its session at the broker unless it is switched off, and a switch shows which', async ({ open }) => {
  const { page } = await open('#/brokers', { desktop: running });
  await page.getByRole('button', { name: 'Add profile' }).click();
  const editor = page.getByRole('dialog', { name: 'Add a profile' });
  const keep = editor.getByRole('switch', { name: 'Keep the session at the broker' });
  const track = editor.locator('.mantine-Switch-track').first();
  await expect(keep).toBeChecked();
  await expect(editor.getByPlaceholder('Made once and kept')).toBeVisible();
  const on = await track.evaluate((element) => getComputedStyle(element).backgroundColor);
  await keep.click();
  await expect(keep).not.toBeChecked();
  await expect(editor.getByPlaceholder('Random')).toBeVisible();
  await expect(track).not.toHaveCSS('background-color', on);
});

test('a system without a keychain is warned of before a password is stored', async ({ open }) => {
  const { page } = await open('#/brokers', { desktop: { ...running, secretBackend: 'basic_text' } });
  await page.getByRole('button', { name: 'Add profile' }).click();
  await expect(page.getByRole('dialog').getByText('Passwords are not well protected on this computer')).toBeVisible();
});

test('what cannot be read says so, instead of looking empty', async ({ open }) => {
  const { page } = await open('#/brokers', { desktop: { ...running, failing: ['profiles.list', 'clients.list', 'settings.read'] } });
  await page.getByRole('tab', { name: /^Profiles/ }).click();
  await expect(page.getByText('The disk is full.')).toBeVisible();
  for (const name of ['clients', 'settings']) {
    await page.evaluate((hash) => window.location.assign(hash), `#/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Brokers');
    await expect(page.getByText('The disk is full.'), name).toBeVisible();
  }
});

test('an access token is shown once', async ({ open }) => {
  const { page } = await open('#/settings', { desktop: running });
  await page.getByRole('button', { name: 'Make one' }).click();
  await expect(page.getByText('bO3xq2vEo0mZk8p1-demo-token-Wc71')).toBeVisible();
  await page.evaluate(() => window.location.assign('#/overview'));
  await page.evaluate(() => window.location.assign('#/settings'));
  await expect(page.getByRole('button', { name: 'Make a new one' })).toBeVisible();
  await expect(page.getByText('bO3xq2vEo0mZk8p1-demo-token-Wc71')).toBeHidden();
});

test('the first run leads through three steps and does not come back', async ({ open }) => {
  const { page, server } = await open('', { desktop: { ...running, settings: { firstRunDone: false } } });
  await expect(page.getByRole('heading', { level: 1, name: 'Welcome' })).toBeVisible();
  await expect(page.getByText('The sidecar runs')).toBeVisible();
  await page.getByRole('button', { name: 'Configure' }).click();
  await expect(page.getByText('An assistant is configured')).toBeVisible();
  const [call] = server.backend.snapshot().activity;
  if (call === undefined) throw new Error('The demonstration has no call.');
  server.backend.change({ activity: [{ ...call, id: 'first', at: Date.now() + 1000, tool: 'mqttConnect' }] });
  await expect(page.getByRole('list', { name: 'Activity' }).getByText('mqttConnect')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('starting at login is asked once, and not done without a yes', async ({ open }) => {
  const { page, bridge } = await open('#/welcome', { desktop: { ...running, settings: { autostart: null } } });
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(page.getByText('Start at login?')).toBeHidden();
  expect(bridge?.calls).toContain('settings.change');
  await page.evaluate(() => window.location.assign('#/settings'));
  await expect(page.getByRole('switch', { name: 'Start at login' })).not.toBeChecked();
});

test('theme and language change at once and last', async ({ open }) => {
  const { page } = await open('#/settings');
  await page.getByText('Night').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'night');
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'night');
});

test('the system decides on theme and language until the person does', async ({ open }) => {
  const { page } = await open('#/overview', { look: { theme: 'system', language: 'system' } });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
