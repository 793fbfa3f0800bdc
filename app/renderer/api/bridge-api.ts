/**
 * The `DashboardApi` of the desktop's window: everything goes over the preload's bridge to main, which asks the sidecar. The
 * page itself opens no connection, so its content security policy can forbid them.
 */
import { toFailure } from '../../shared/api-error.ts';
import type { DashboardApi } from '../../shared/dashboard-api.ts';
import type { Failure } from '../../shared/ipc/result.ts';
import type { PreferenceStore } from './browser-preferences.ts';
import type { BridgeCalls } from './bridge-call.ts';
import { createDesktopApi } from './bridge-desktop.ts';

export function createBridgeApi({ call, on }: BridgeCalls, firstPaint: PreferenceStore): DashboardApi {
  let feeds = 0;

  return {
    snapshot: () => call('admin.snapshot'),

    subscribe(listener) {
      const stop = on('admin.event', listener);
      call('admin.watch').catch((thrown: unknown) => listener(lostBy(thrown)));
      return () => {
        stop();
        call('admin.unwatch').catch(alreadyGone);
      };
    },

    disconnectSession: (id) => call('admin.disconnectSession', { id }),
    closeConnection: (id) => call('admin.closeConnection', { id }),
    publish: (request) => call('admin.publish', request),

    openMessages(request, listener) {
      feeds += 1;
      const feed = `feed-${feeds}`;
      const stop = on('admin.messages', (message) => {
        if (message.feed === feed) listener(message.event);
      });
      call('admin.openMessages', { ...request, feed }).catch((thrown: unknown) => listener(lostBy(thrown)));
      return () => {
        stop();
        call('admin.closeMessages', { feed }).catch(alreadyGone);
      };
    },

    answerApproval: (id, answer) => call('admin.answerApproval', { id, answer }),
    listActivity: (query) => call('admin.listActivity', query),

    async exportActivity(query, format, onProgress) {
      const stop = on('admin.exportProgress', ({ entries }) => onProgress(entries));
      try {
        return await call('admin.exportActivity', { query, format });
      } finally {
        stop();
      }
    },

    listLogs: async (query) => (await call('admin.listLogs', query)).entries,
    copyText: (text) => call('system.copyText', { text }),
    openExternal: (url) => call('system.openExternal', { url }),

    async readPreferences() {
      const { theme, language, firstRunDone } = await call('settings.read');
      firstPaint.change({ theme, language, firstRunDone });
      return { theme, language, firstRunDone };
    },

    async changePreferences(change) {
      firstPaint.change(change);
      await call('settings.change', change);
    },

    desktop: createDesktopApi({ call, on }),
  };
}

/** Main itself cannot serve the stream: there is no next attempt but the person's. */
function lostBy(thrown: unknown): { kind: 'lost'; error: Failure; nextTryAt: null } {
  return { kind: 'lost', error: toFailure(thrown), nextTryAt: null };
}

/** Ending a stream that main has dropped already leaves nothing to do. */
function alreadyGone(): void {}
