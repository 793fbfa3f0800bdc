import { beforeEach, describe, expect, it } from 'vitest';
import { tellTrouble } from '../../../../app/main/compose/tell-trouble.ts';
import { createTranslate } from '../../../../app/main/i18n/translate.ts';
import type { CrashReason, PortHolder, SidecarState } from '../../../../app/shared/ipc/sidecar.ts';

const KILLED: CrashReason = { kind: 'exit', end: 'killed', code: 137 };

const crashed = (reason: CrashReason, nextTryAt: number | null = null): SidecarState => ({
  name: 'crashed',
  since: 1,
  reason,
  lastLines: ['first', 'last but one', 'last'],
  attempt: 5,
  nextTryAt,
});
const blocked = (holder: PortHolder, freePort: number | null = null): SidecarState => ({
  name: 'port-blocked',
  since: 2,
  port: 4000,
  holder,
  freePort,
});

describe('notifications of trouble', () => {
  let shown: { readonly title: string; readonly body: string; readonly onClick?: () => void }[] = [];
  let opened = 0;
  let isWatching = false;
  const listen = (language: 'en' | 'zh') =>
    tellTrouble({
      notify: (notice) => void shown.push(notice),
      t: createTranslate(language),
      open: () => void (opened += 1),
      isWatching: () => isWatching,
    });

  beforeEach(() => {
    [shown, opened, isWatching] = [[], 0, false];
  });

  it.each([
    ['en', KILLED, "The server's process was killed (exit code 137)."],
    ['zh', KILLED, '服务进程被强制结束（退出码 137）。'],
    ['en', { kind: 'not-ready', seconds: 30 }, 'The server was not ready within 30 s of its start.'],
    ['zh', { kind: 'refused', failure: { code: 'unsafe-listener', message: 'Open to all.', hint: 'Close it.' } }, 'Open to all. Close it.'],
  ] as const)('say in the language %s that the sidecar gave up, of what, and its last words', (language, reason, words) => {
    listen(language)(crashed(reason));
    expect(shown.map(({ body }) => body)).toEqual([`${words}\nlast but one\nlast`]);
    shown[0]?.onClick?.();
    expect(opened).toBe(1);
  });

  it('do not come while it is started again by itself', () => {
    listen('en')(crashed(KILLED, 4000));
    expect(shown).toEqual([]);
  });

  it.each([
    [{ kind: 'program', pid: 7, name: 'nginx' }, 'nginx (process 7)'],
    [{ kind: 'sidecar', pid: 7, version: '1.2.3' }, 'version 1.2.3'],
    [{ kind: 'unknown' }, 'Another program'],
  ] as const)('say who holds the port: %o', (holder, words) => {
    const tell = listen('en');
    tell(blocked(holder));
    // The same trouble, once more known of it.
    tell(blocked(holder, 4001));
    expect(shown).toMatchObject([{ title: 'Port 4000 is taken', body: expect.stringContaining(words) }]);
  });

  it('do not come for what the person sees in the window already', () => {
    isWatching = true;
    listen('en')(blocked({ kind: 'unknown' }));
    expect(shown).toEqual([]);
  });
});
