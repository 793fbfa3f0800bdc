/**
 * The `DashboardApi` of a browser: the sidecar that served this page answers its admin API itself. There is no `desktop`
 * part. Preferences stay with the browser.
 */
import {
  activityPageSchema,
  adminChangeSchema,
  adminMessagesSchema,
  adminSnapshotSchema,
  approvalAnsweredSchema,
  logPageSchema,
  publishOutcomeSchema,
} from '../../../sidecar/admin/schema.ts';
import type { DashboardApi } from '../../shared/dashboard-api.ts';
import type { AdminEvent, MessagesEvent } from '../../shared/ipc/admin.ts';
import type { TokenStore } from './admin-token.ts';
import { exportActivity } from '../../shared/admin-client/activity-export.ts';
import type { AdminHttp } from '../../shared/admin-client/admin-http.ts';
import type { PreferenceStore } from './browser-preferences.ts';
import { parseEventData } from '../../shared/admin-client/event-data.ts';

export interface BrowserServices {
  readonly http: AdminHttp;
  readonly tokens: TokenStore;
  readonly preferences: PreferenceStore;
  readonly copyText: (text: string) => Promise<void>;
  readonly openWindow: (url: string) => void;
  /** Offers a file for download. */
  readonly saveFile: (name: string, type: string, text: string) => void;
}

export function createBrowserApi({ http, tokens, preferences, copyText, openWindow, saveFile }: BrowserServices): DashboardApi {
  return {
    snapshot: () => http.get('/snapshot', {}, adminSnapshotSchema),

    subscribe(listener) {
      return http.stream(
        '/events',
        {},
        {
          onOpen: () => undefined,
          onLost: (error, nextTryAt) => listener({ kind: 'lost', error, nextTryAt }),
          onEvent({ event, data }) {
            const parsed = adminEventOf(event, data);
            if (parsed !== undefined) listener(parsed);
          },
        },
      );
    },

    disconnectSession: (id) => http.remove(`/sessions/${encodeURIComponent(id)}`),
    closeConnection: (id) => http.remove(`/connections/${encodeURIComponent(id)}`),
    publish: (request) => http.post('/publish', request, publishOutcomeSchema),

    openMessages({ filter, connection }, listener) {
      return http.stream(
        '/messages',
        { topic: filter, connection },
        {
          onOpen: () => listener({ kind: 'open' }),
          onLost: (error, nextTryAt) => listener({ kind: 'lost', error, nextTryAt }),
          onEvent({ event, data }) {
            if (event === 'messages') listener(messagesEventOf(data));
          },
        },
      );
    },

    async answerApproval(id, answer) {
      await http.post(`/approvals/${encodeURIComponent(id)}`, { answer, by: 'dashboard' }, approvalAnsweredSchema);
    },
    listActivity: (query) => http.get('/activity', query, activityPageSchema),

    async exportActivity(query, format, onProgress) {
      const listPage = (before: string | undefined) => http.get('/activity', { ...query, before, limit: 500 }, activityPageSchema);
      const { text, entries } = await exportActivity(listPage, format, onProgress);
      const name = `mqttx-activity.${format}`;
      saveFile(name, format === 'json' ? 'application/json' : 'text/csv', text);
      return { file: name, entries };
    },

    async listLogs({ source, ...query }) {
      if (source === 'app') return [];
      const { entries } = await http.get('/logs', query, logPageSchema);
      return entries.map((entry) => ({ ...entry, source: 'sidecar' as const }));
    },

    copyText,
    presentToken: (token) => tokens.write(token),
    openExternal: (url) => Promise.resolve(openWindow(url)),
    readPreferences: () => Promise.resolve(preferences.read()),
    changePreferences: (change) => Promise.resolve(preferences.change(change)),
  };
}

function adminEventOf(event: string, data: string): AdminEvent | undefined {
  if (event === 'snapshot') return { kind: 'snapshot', snapshot: parseEventData('snapshot', data, adminSnapshotSchema) };
  if (event === 'change') return { kind: 'change', change: parseEventData('change', data, adminChangeSchema) };
  return undefined;
}

function messagesEventOf(data: string): MessagesEvent {
  return { kind: 'messages', batch: parseEventData('messages', data, adminMessagesSchema) };
}
