/**
 * Connects the handlers with Electron: the only place that touches `ipcMain` and `webContents.send`. Every call is checked for
 * its sender and its shape before a handler sees it.
 */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { AppError } from '../../../sidecar/errors.ts';
import { INVOKE_CHANNELS, type EventChannel, type InvokeChannel } from '../../shared/ipc-channels.ts';
import type { EventOf } from '../../shared/ipc-contract.ts';
import type { IpcResult } from '../../shared/ipc/result.ts';
import { isDashboardUrl } from '../window/dashboard-url.ts';
import { answer } from './answer.ts';
import type { Handlers, Page } from './handlers.ts';
import { PageScope } from './page-scope.ts';
import { isTrusted } from './trusted-sender.ts';

interface RegisterParts {
  readonly handlers: Handlers;
  readonly onBug: (channel: InvokeChannel, error: unknown) => void;
  /** Somebody asked who may not. */
  readonly onIntruder: (channel: InvokeChannel, url: string) => void;
}

export function registerHandlers({ handlers, onBug, onIntruder }: RegisterParts): void {
  const scopes = new WeakMap<WebContents, PageScope>();

  const pageOf = (contents: WebContents): Page => {
    const scope = scopes.get(contents) ?? openScope(contents);
    scopes.set(contents, scope);
    return {
      send: (channel, event) => sendTo(contents, channel, event),
      keep: (name, close) => scope.keep(name, close),
      drop: (name) => scope.drop(name),
    };
  };

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- binds the handler to its channel
  const register = <C extends InvokeChannel>(channel: C): void => {
    ipcMain.handle(channel, (event, request: unknown): IpcResult | Promise<IpcResult> => {
      if (!isTrustedEvent(event)) {
        onIntruder(channel, event.senderFrame?.url ?? '');
        const { code, message, hint } = new AppError('origin-not-allowed', 'Only the page of this program may ask.');
        return { ok: false, error: { code, message, hint } };
      }
      return answer({ channel, request, page: pageOf(event.sender), handler: handlers[channel], onBug });
    });
  };
  for (const channel of INVOKE_CHANNELS) register(channel);
}

/** What a page has opened ends when another document takes its place, or it goes. */
function openScope(contents: WebContents): PageScope {
  const scope = new PageScope();
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) scope.closeAll();
  });
  contents.on('render-process-gone', () => scope.closeAll());
  contents.on('destroyed', () => scope.closeAll());
  return scope;
}

function isTrustedEvent({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  return isTrusted({ url: senderFrame?.url ?? null, isTopFrame: senderFrame !== null && senderFrame === sender.mainFrame });
}

/** To the dashboard and to nothing that may have taken its place. */
export function sendTo<C extends EventChannel>(contents: WebContents, channel: C, event: EventOf<C>): void {
  if (!contents.isDestroyed() && isDashboardUrl(contents.getURL())) contents.send(channel, event);
}
