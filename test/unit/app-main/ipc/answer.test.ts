import { describe, expect, it, vi } from 'vitest';
import { answer } from '../../../../app/main/ipc/answer.ts';
import type { Page } from '../../../../app/main/ipc/handlers.ts';
import { PageScope } from '../../../../app/main/ipc/page-scope.ts';
import { isTrusted } from '../../../../app/main/ipc/trusted-sender.ts';
import { ApiError } from '../../../../app/shared/api-error.ts';
import { INVOKE_CHANNELS } from '../../../../app/shared/ipc-channels.ts';
import { AppError } from '../../../../sidecar/errors.ts';

const page: Page = { send: () => undefined, keep: () => undefined, drop: () => undefined };

describe('an answer to the page', () => {
  const ask = async (request: unknown, handler: () => unknown) => {
    const onBug = vi.fn();
    const result = await answer({
      channel: 'sidecar.changePort',
      request,
      page,
      handler: () => {
        handler();
        return { results: [], failures: [] };
      },
      onBug,
    });
    return { result, onBug };
  };

  it('carries what the handler returned', async () => {
    expect((await ask({ port: 4001 }, () => undefined)).result).toEqual({ ok: true, value: { results: [], failures: [] } });
  });

  it('refuses a request of another shape before any handler sees it', async () => {
    for (const request of [undefined, null, 4001, { port: '4001' }, { port: 0 }, { port: 70_000 }, []]) {
      const handler = vi.fn();
      const { result } = await ask(request, handler);
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-arguments' } });
      expect(handler).not.toHaveBeenCalled();
    }
  });

  it.each([
    new AppError('sidecar-not-running', 'It rests.', { hint: 'Wake it.' }),
    new ApiError({ code: 'sidecar-not-running', message: 'It rests.', hint: 'Wake it.' }),
  ])('carries what went wrong, as it was raised', async (error) => {
    const { result, onBug } = await ask({ port: 4001 }, () => {
      throw error;
    });
    expect(result).toEqual({ ok: false, error: { code: 'sidecar-not-running', message: 'It rests.', hint: 'Wake it.' } });
    expect(onBug).not.toHaveBeenCalled();
  });

  it('reports what nobody raised on purpose', async () => {
    const bug = new TypeError('x is not a function');
    const { result, onBug } = await ask({ port: 4001 }, () => {
      throw bug;
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(onBug).toHaveBeenCalledWith('sidecar.changePort', bug);
  });
});

describe('who may ask', () => {
  it('is the top frame of the dashboard', () => {
    expect(isTrusted({ url: 'app://dashboard/index.html#/logs', isTopFrame: true })).toBe(true);
  });

  it.each([
    { url: 'app://dashboard/index.html', isTopFrame: false },
    { url: 'https://evil.example/', isTopFrame: true },
    { url: 'app://dashboard.evil.example/', isTopFrame: true },
    { url: null, isTopFrame: true },
  ])('and not %o', (sender) => {
    expect(isTrusted(sender)).toBe(false);
  });
});

describe('what a page has opened', () => {
  it('is closed when it is opened anew, dropped, or the page goes', () => {
    const scope = new PageScope();
    const closed: string[] = [];
    scope.keep('a', () => closed.push('first a'));
    scope.keep('a', () => closed.push('second a'));
    scope.keep('b', () => closed.push('b'));
    scope.keep('c', () => closed.push('c'));
    scope.drop('b');
    scope.drop('b');
    scope.closeAll();
    scope.closeAll();
    expect(closed).toEqual(['first a', 'b', 'second a', 'c']);
  });
});

describe('the channels', () => {
  it('are all named by their domain', () => {
    for (const channel of INVOKE_CHANNELS)
      expect(channel).toMatch(/^(admin|sidecar|clients|profiles|policy|settings|updates|system)\.\w+$/);
  });
});
