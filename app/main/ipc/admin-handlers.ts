/** The admin API for the page: questions are passed on to the sidecar, streams are kept open as long as the page wants them. */
import { writeFile } from 'node:fs/promises';
import { activityPageSchema, adminSnapshotSchema, approvalAnsweredSchema, publishOutcomeSchema } from '../../../sidecar/admin/schema.ts';
import { exportActivity } from '../../shared/admin-client/activity-export.ts';
import type { ExportFormat } from '../../shared/ipc/admin.ts';
import type { DesktopAttention } from '../attention.ts';
import type { LogBook } from '../diagnostics/log-book.ts';
import type { AdminRelay } from '../sidecar/admin-relay.ts';
import type { HandlersOf } from './handlers.ts';

interface AdminParts {
  readonly relay: AdminRelay;
  readonly logBook: LogBook;
  readonly attention: Pick<DesktopAttention, 'list'>;
  /** Asks for a place; null when the person changed their mind. */
  readonly askWhereToSave: (format: ExportFormat) => Promise<string | null>;
}

const PAGE_SIZE = 500;

export function adminHandlers({ relay, logBook, attention, askWhereToSave }: AdminParts): HandlersOf<'admin'> {
  return {
    'admin.snapshot': async () => {
      const snapshot = await relay.http().get('/snapshot', {}, adminSnapshotSchema);
      return { ...snapshot, attention: [...attention.list(), ...snapshot.attention] };
    },
    'admin.watch': (_request, page) => {
      page.drop('watch');
      page.keep(
        'watch',
        relay.watch((event) => page.send('admin.event', event)),
      );
    },
    'admin.unwatch': (_request, page) => page.drop('watch'),
    'admin.disconnectSession': ({ id }) => relay.http().remove(`/sessions/${encodeURIComponent(id)}`),
    'admin.closeConnection': ({ id }) => relay.http().remove(`/connections/${encodeURIComponent(id)}`),
    'admin.publish': (request) => relay.http().post('/publish', request, publishOutcomeSchema),
    'admin.openMessages': ({ feed, ...request }, page) => {
      page.keep(
        `feed ${feed}`,
        relay.openMessages(request, (event) => page.send('admin.messages', { feed, event })),
      );
    },
    'admin.closeMessages': ({ feed }, page) => page.drop(`feed ${feed}`),
    'admin.answerApproval': async ({ id, answer }) => {
      await relay.http().post(`/approvals/${encodeURIComponent(id)}`, { answer, by: 'desktop' }, approvalAnsweredSchema);
    },
    'admin.listActivity': (query) => relay.http().get('/activity', query, activityPageSchema),
    'admin.exportActivity': async ({ query, format }, page) => {
      const http = relay.http();
      const file = await askWhereToSave(format);
      if (file === null) return { file, entries: 0 };
      const listPage = (before: string | undefined) => http.get('/activity', { ...query, before, limit: PAGE_SIZE }, activityPageSchema);
      const { text, entries } = await exportActivity(listPage, format, (count) => page.send('admin.exportProgress', { entries: count }));
      await writeFile(file, text);
      return { file, entries };
    },
    'admin.listLogs': (query) => ({ entries: logBook.list(query) }),
  };
}
