import { describe, expect, it } from 'vitest';
import { createTranslate } from '../../../../app/main/i18n/translate.ts';
import { recentSessions } from '../../../../app/main/tray/recent-sessions.ts';
import { hasTray } from '../../../../app/main/tray/tray-support.ts';
import { type TrayItem, trayMenu, trayMood, type TrayState, trayTooltip } from '../../../../app/main/tray/tray-menu.ts';
import type { SessionView } from '../../../../sidecar/admin/schema.ts';
import type { SidecarState } from '../../../../app/shared/ipc/sidecar.ts';

const running: SidecarState = { name: 'running', since: 1, port: 4000, pid: 7, mcpUrl: 'http://localhost:4000/mqttx/sse', attached: false };
const crashed: SidecarState = {
  name: 'crashed',
  since: 1,
  reason: { kind: 'not-ready', seconds: 30 },
  lastLines: [],
  attempt: 1,
  nextTryAt: 2,
};
const blocked: SidecarState = {
  name: 'port-blocked',
  since: 1,
  port: 4000,
  holder: { kind: 'sidecar', pid: 1, version: '1' },
  freePort: 4001,
};
const states: readonly SidecarState[] = [
  { name: 'stopped', since: 1 },
  { name: 'starting', since: 1, port: 4000 },
  running,
  { ...running, attached: true },
  { name: 'stopping', since: 1 },
  crashed,
  { ...crashed, nextTryAt: null },
  blocked,
];

const menuOf = (sidecar: SidecarState, more: Partial<TrayState> = {}, language: 'en' | 'zh' = 'en') =>
  trayMenu({ sidecar, sessions: [], approvals: 0, updatable: true, ...more }, createTranslate(language));
const find = (items: readonly TrayItem[], id: string) => items.find((item) => item.kind !== 'separator' && item.id === id);
const possible = (items: readonly TrayItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'item' && item.action !== undefined ? [item.id] : []));

describe('the tray menu', () => {
  it.each([
    ['stopped', 0, ['start']],
    ['starting', 1, ['stop', 'restart']],
    ['running', 2, ['stop', 'restart', 'copy-url']],
    ['running, only used', 3, ['stop', 'copy-url']],
    ['stopping', 4, []],
    ['waiting after a crash', 5, ['start', 'stop']],
    ['given up', 6, ['start']],
    ['port taken', 7, ['start', 'use-port', 'attach']],
  ])('offers what makes sense while %s', (_name, index, offered) => {
    const always = ['open', 'configure', 'settings', 'logs', 'updates', 'quit'];
    const items = possible(menuOf(states[index] ?? running));
    expect(items.filter((id) => !always.includes(id))).toEqual(offered);
    expect(items).toEqual(expect.arrayContaining(always));
  });

  it('begins with the state, in words', () => {
    expect(find(menuOf(running), 'state')).toMatchObject({ label: 'Running on port 4000' });
    expect(find(menuOf(blocked), 'state')).toMatchObject({ label: 'Port 4000 is taken' });
    expect(find(menuOf(running, {}, 'zh'), 'state')).toMatchObject({ label: '正在端口 4000 上运行' });
  });

  it('copies the address that clients want', () => {
    expect(find(menuOf(running), 'copy-url')).toMatchObject({ action: { kind: 'copy', text: 'http://localhost:4000/mqttx/sse' } });
  });

  it('lists the sessions, and says that there are none', () => {
    const sessions = [
      { id: 'a', client: 'MQTTX', live: true },
      { id: 'b', client: null, live: false },
    ];
    expect(find(menuOf(running, { sessions }), 'sessions')).toMatchObject({
      items: [{ label: 'MQTTX' }, { label: 'Unnamed client (ended)' }],
    });
    expect(find(menuOf(running), 'sessions')).toMatchObject({ items: [{ label: 'No session yet' }] });
  });

  it.each([
    [1, '1 request waits for you'],
    [3, '3 requests wait for you'],
  ])('says right below the state that %i questions wait, and opens the window', (approvals, words) => {
    expect(menuOf(running, { approvals })[1]).toEqual({ kind: 'item', id: 'approvals', label: words, action: { kind: 'open' } });
    expect(trayTooltip({ sidecar: running, approvals }, createTranslate('en'))).toBe(`MQTTX SSE Server: ${words}`);
    expect(trayMood({ sidecar: running, approvals })).toBe('trouble');
  });

  it('has no such line while nothing waits', () => {
    expect(find(menuOf(running), 'approvals')).toBeUndefined();
    expect(trayTooltip({ sidecar: running, approvals: 0 }, createTranslate('en'))).toBe('MQTTX SSE Server: Running on port 4000');
  });

  it('does not offer to look for updates where something else updates the program', () => {
    expect(find(menuOf(running, { updatable: false }), 'updates')).toBeUndefined();
  });

  it('never shows a key or an empty place in place of words', () => {
    const labels = states.flatMap((state) =>
      (['en', 'zh'] as const).flatMap((language) =>
        menuOf(state, { approvals: 2 }, language).flatMap((item) => (item.kind === 'separator' ? [] : [item.label])),
      ),
    );
    expect(labels.length).toBeGreaterThan(100);
    expect(labels.filter((label) => /tray\.|[{}]|^$/.test(label))).toEqual([]);
  });

  it('has three moods for its icon', () => {
    expect(states.map((sidecar) => trayMood({ sidecar, approvals: 0 }))).toEqual([
      'stopped',
      'stopped',
      'running',
      'running',
      'stopped',
      'trouble',
      'trouble',
      'trouble',
    ]);
  });
});

describe('recent sessions', () => {
  const session = (id: string, since: number, name = id): SessionView => ({
    id,
    transport: 'http-sse',
    client: { name, version: '1' },
    protocolVersion: null,
    since,
    address: null,
    principal: 'local',
    connections: [],
    subscriptions: [],
    messagesIn: 0,
    messagesOut: 0,
    dropped: 0,
    lastActivityAt: since,
  });

  it('are the live ones, the newest first, then those that have ended', () => {
    const before = recentSessions([], [session('a', 1), session('b', 2)]);
    expect(before.map(({ id, live }) => [id, live])).toEqual([
      ['b', true],
      ['a', true],
    ]);
    expect(recentSessions(before, [session('c', 3), session('a', 1)]).map(({ id, live }) => [id, live])).toEqual([
      ['c', true],
      ['a', true],
      ['b', false],
    ]);
  });

  it('are five at most', () => {
    expect(
      recentSessions(
        [],
        Array.from({ length: 20 }, (_, at) => session(`s${at}`, at)),
      ),
    ).toHaveLength(5);
  });
});

describe('whether there is a tray', () => {
  const answering = (answers: Readonly<Record<string, string>>) => async (program: string) => {
    const answer = answers[program];
    if (answer === undefined) throw new Error('not installed');
    return answer;
  };

  it('is not asked outside Linux', async () => {
    expect(await hasTray('win32', answering({}))).toBe(true);
  });

  it.each([
    [{ gdbus: '(true,)' }, true],
    [{ gdbus: '(false,)' }, false],
    [{ 'dbus-send': 'method return …\n   boolean false' }, false],
    [{ busctl: 'b true' }, true],
    [{}, true],
  ])('is what the session bus says: %o', async (answers, there) => {
    expect(await hasTray('linux', answering(answers))).toBe(there);
  });
});
