/**
 * Which pictures there are: every page in every look, and the states that a page can be in, in two. Data for
 * `scripts/screenshots.ts`.
 */
import type { Page } from '@playwright/test';
import type { SidecarState } from '../../app/shared/ipc/sidecar.ts';
import type { DesktopState } from '../../test/support/demo/demo-desktop.ts';
import { runningSidecar } from '../../test/support/demo/demo-desktop.ts';
import type { Look } from '../../test/support/demo/open-page.ts';

/** Every picture is taken at this moment. */
export const NOW = Date.UTC(2026, 10, 23, 10, 24, 0);

export interface Shot {
  readonly name: string;
  readonly fragment: string;
  /** Absent: in a browser. */
  readonly desktop?: DesktopState;
  readonly snapshot?: 'empty' | 'asked';
  readonly looks: readonly Look[];
  /** What a person does before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const;
const LARGE = SIZES[0];

const everyLook: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) =>
  (['en', 'zh'] as const).flatMap((language) => SIZES.map((size) => ({ theme, language, ...size }))),
);
const night: Look = { theme: 'night', language: 'en', ...LARGE };
const twoLooks: readonly Look[] = [
  { theme: 'light', language: 'en', ...LARGE },
  { theme: 'dark', language: 'zh', ...SIZES[1] },
];

const running: DesktopState = { sidecar: runningSidecar(NOW - 7_980_000) };
const window = (name: string, fragment: string, more: Partial<Shot> = {}): Shot => ({
  name,
  fragment,
  desktop: running,
  looks: [...everyLook, night],
  ...more,
});
const state = (name: string, sidecar: SidecarState): Shot => ({
  name,
  fragment: '#/overview',
  desktop: { sidecar },
  looks: twoLooks,
});
const empty = (name: string, fragment: string, more: Partial<Shot> = {}): Shot => ({
  name: `${name}-empty`,
  fragment,
  desktop: running,
  snapshot: 'empty',
  looks: twoLooks,
  ...more,
});
const detail = (name: string, fragment: string, more: Partial<Shot> = {}): Shot => ({
  name,
  fragment,
  desktop: running,
  looks: twoLooks,
  ...more,
});

const openAlarm = async (page: Page) => {
  await page.getByRole('option').filter({ hasText: 'critical' }).first().click();
};

export const SHOTS: readonly Shot[] = [
  window('overview', '#/overview'),
  window('sessions', '#/sessions'),
  window('brokers', '#/brokers'),
  window('messages', '#/messages', { prepare: openAlarm }),
  window('activity', '#/activity'),
  window('permissions', '#/permissions'),
  window('clients', '#/clients'),
  window('logs', '#/logs'),
  window('settings', '#/settings'),
  window('welcome', '#/welcome', { desktop: { ...running, settings: { firstRunDone: false, autostart: null } } }),

  state('overview-stopped', { name: 'stopped', since: NOW - 60_000 }),
  state('overview-starting', { name: 'starting', since: NOW, port: 4000 }),
  state('overview-crashed', {
    name: 'crashed',
    since: NOW - 2000,
    reason: { kind: 'exit', end: 'aborted', code: 134 },
    lastLines: ['10:23:57 info  mcp  Session opened session=mcp-91b2d4aa', '10:23:58 error main Out of memory: heap limit reached'],
    attempt: 2,
    nextTryAt: NOW + 4000,
  }),
  state('overview-port-blocked', {
    name: 'port-blocked',
    since: NOW,
    port: 4000,
    holder: { kind: 'program', pid: 3127, name: 'python3' },
    freePort: 4001,
  }),

  detail('sessions-details', '#/sessions/mcp-3f1c8e07-mqttx'),
  detail('sessions-streams', '#/sessions', { prepare: (page) => page.getByRole('tab').nth(1).click() }),
  detail('brokers-details', '#/brokers/conn-cold-storage'),
  detail('brokers-profiles', '#/brokers', {
    desktop: { ...running, secretBackend: 'basic_text' },
    prepare: (page) => page.getByRole('tab').nth(1).click(),
  }),
  detail('brokers-forwards', '#/brokers', { prepare: (page) => page.getByRole('tab').nth(2).click() }),
  detail('brokers-profile-editor', '#/brokers', { prepare: (page) => page.locator('.page__actions button').first().click() }),
  detail('messages-publish', '#/messages', { prepare: (page) => page.locator('.page__actions button').first().click() }),
  detail('activity-details', '#/activity/call-999'),
  detail('permissions-rule', '#/permissions', {
    prepare: async (page) => {
      await page.locator('.rules').waitFor();
      await page.locator('.page__actions button').first().click();
    },
  }),
  detail('approval', '#/overview', { snapshot: 'asked' }),
  detail('clients-preview', '#/clients', { prepare: (page) => page.locator('.client-card--first button').nth(1).click() }),
  detail('clients-configured', '#/clients', { prepare: (page) => page.locator('.client-card--first button').first().click() }),
  detail('settings-update', '#/settings', {
    desktop: { ...running, update: { name: 'downloading', version: '1.1.0', percent: 42, bytesPerSecond: 2_400_000 } },
    prepare: (page) => page.locator('.settings > :last-child').scrollIntoViewIfNeeded(),
  }),

  empty('overview', '#/overview'),
  empty('sessions', '#/sessions'),
  empty('brokers', '#/brokers'),
  empty('messages', '#/messages'),
  empty('activity', '#/activity'),
  empty('permissions', '#/permissions'),

  { name: 'overview-browser', fragment: '#/overview', looks: twoLooks },
  { name: 'permissions-browser', fragment: '#/permissions', looks: twoLooks },
  { name: 'clients-browser', fragment: '#/clients', looks: twoLooks },
];
