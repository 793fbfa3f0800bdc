/** Each page renders what it is for, in a browser and in the window, and axe finds nothing serious on any, in all themes. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { demoApproval } from '../../support/demo/policy.ts';
import { demoSnapshot, emptySnapshot } from '../../support/demo/snapshot.ts';
import { DEMO_SETTINGS, runningSidecar } from '../../support/demo/demo-desktop.ts';
import { expect, test } from './fixtures.ts';

const PAGES = [
  { name: 'overview', title: 'Overview', shows: 'Latest tool calls' },
  { name: 'sessions', title: 'Sessions', shows: 'claude-code' },
  { name: 'brokers', title: 'Brokers', shows: 'cold-storage' },
  { name: 'messages', title: 'Messages', shows: '40 received' },
  { name: 'activity', title: 'Activity', shows: 'mqttReadMessages' },
  { name: 'permissions', title: 'Permissions', shows: 'factory/+/emergency-stop' },
  { name: 'clients', title: 'Clients', shows: '"mcpServers"' },
  { name: 'logs', title: 'Logs', shows: 'Listening on 127.0.0.1:4000' },
  { name: 'settings', title: 'Settings', shows: 'Theme' },
  { name: 'welcome', title: 'Welcome', shows: 'Waiting for the first call' },
] as const;

const running = { sidecar: runningSidecar(Date.now() - 60_000) };

/** In the page: a theme has been painted, and what moves has come to rest. Colours on their way from one to another are no finding. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

async function seriousFindings(page: Page): Promise<string[]> {
  // Axe looks at every element there is, which takes its time on a busy machine.
  test.setTimeout(180_000);
  await page.evaluate(settled);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

for (const { name, title, shows } of PAGES) {
  test(`${name} renders in a browser`, async ({ open }) => {
    const { page } = await open(`#/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByText(shows).first()).toBeVisible();
    await expect(page).toHaveTitle(`${title} · MQTTX SSE Server`);
  });

  test(`${name} renders in the window`, async ({ open }) => {
    const { page } = await open(`#/${name}`, { desktop: running });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByText(shows).first()).toBeVisible();
  });

  test(`axe finds nothing serious on ${name} in any theme`, async ({ open }) => {
    const { page, bridge } = await open(`#/${name}`, { desktop: running });
    await expect(page.getByText(shows).first()).toBeVisible();
    for (const theme of ['light', 'dark', 'night'] as const) {
      bridge?.emit('settings.changed', { ...DEMO_SETTINGS, theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await seriousFindings(page), theme).toEqual([]);
    }
  });
}

const STATES = [
  { name: 'stopped', state: { name: 'stopped', since: 0 }, shows: 'The sidecar is stopped' },
  {
    name: 'crashed',
    state: {
      name: 'crashed',
      since: 0,
      reason: { kind: 'exit', end: 'exited', code: 1 },
      lastLines: ['last words'],
      attempt: 5,
      nextTryAt: null,
    },
    shows: 'last words',
  },
  {
    name: 'port-blocked',
    state: { name: 'port-blocked', since: 0, port: 4000, holder: { kind: 'program', pid: 7, name: 'nginx' }, freePort: 4001 },
    shows: 'nginx (process 7)',
  },
] as const;

for (const { name, state, shows } of STATES) {
  test(`axe finds nothing serious while the sidecar is ${name}`, async ({ open }) => {
    const sidecar = 'lastLines' in state ? { ...state, lastLines: [...state.lastLines] } : state;
    const { page } = await open('#/sessions', { desktop: { sidecar } });
    await expect(page.getByText(shows)).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}

for (const name of ['overview', 'sessions', 'brokers', 'messages', 'activity'] as const) {
  test(`axe finds nothing serious on ${name} while nothing is there yet`, async ({ open }) => {
    const { page } = await open(`#/${name}`, { desktop: running, demo: { snapshot: emptySnapshot(Date.now()), firstMessages: 0 } });
    await expect(page.getByText(/connect a client|publish one/i).first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}

const DETAILS = [
  { fragment: '#/sessions/mcp-3f1c8e07-mqttx', shows: 'Session id' },
  { fragment: '#/brokers/conn-script', shows: 'reason code 0x86' },
  { fragment: '#/activity/call-999', shows: 'is denied by rule 2' },
] as const;

for (const { fragment, shows } of DETAILS) {
  test(`axe finds nothing serious in the details at ${fragment}`, async ({ open }) => {
    const { page } = await open(fragment, { demo: { snapshot: demoSnapshot(Date.now()) } });
    await expect(page.getByRole('dialog').getByText(shows).first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}

const DIALOGS = [
  { name: 'brokers', opens: 'Add profile', title: 'Add a profile' },
  { name: 'messages', opens: 'Publish', title: 'Publish a message' },
  { name: 'permissions', opens: 'Add rule', title: 'Add a rule' },
  { name: 'clients', opens: 'Preview', title: 'Change to the settings of MQTTX' },
] as const;

for (const { name, opens, title } of DIALOGS) {
  test(`axe finds nothing serious in “${title}”, by light and in the dark`, async ({ open }) => {
    const { page, bridge } = await open(`#/${name}`, { desktop: running });
    await page.getByRole('button', { name: opens, exact: true }).click();
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      bridge?.emit('settings.changed', { ...DEMO_SETTINGS, theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await seriousFindings(page), theme).toEqual([]);
    }
  });
}

test('axe finds nothing serious in a question that waits for an answer', async ({ open }) => {
  const { page } = await open('#/overview', { demo: { snapshot: { ...demoSnapshot(Date.now()), approvals: [demoApproval(Date.now())] } } });
  await expect(page.getByRole('dialog', { name: /asks for your permission$/ })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

const OF_THE_DESKTOP = [
  { name: 'overview', buttons: ['Restart', 'Stop'] },
  { name: 'brokers', buttons: ['Add profile'] },
  { name: 'permissions', buttons: ['Add rule'] },
  { name: 'clients', buttons: ['Configure', 'Preview', 'Check again'] },
  { name: 'logs', buttons: ['Open folder', 'Save diagnostics'] },
  { name: 'settings', buttons: ['Make one', 'Check now'] },
] as const;

for (const { name, buttons } of OF_THE_DESKTOP) {
  test(`${name} offers in a browser nothing that only the window can do`, async ({ open }) => {
    const shown = PAGES.find((page) => page.name === name)?.shows ?? '';
    const window = await open(`#/${name}`, { desktop: running });
    for (const button of buttons) await expect(window.page.getByRole('button', { name: button, exact: true }).first()).toBeVisible();
    const browser = await open(`#/${name}`);
    await expect(browser.page.getByText(shown).first()).toBeVisible();
    for (const button of buttons) await expect(browser.page.getByRole('button', { name: button, exact: true })).toHaveCount(0);
  });
}
