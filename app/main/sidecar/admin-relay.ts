/**
 * The sidecar's admin API for those who live in main: the tray, and the page in the window, which asks over the bridge. Streams
 * follow the sidecar: they open when it runs, end when it does, and open again with it. It holds the admin token and hands it out
 * to nobody.
 */
import { AppError } from '../../../sidecar/errors.ts';
import { adminChangeSchema, adminMessagesSchema, adminSnapshotSchema, type Attention } from '../../../sidecar/admin/schema.ts';
import { type AdminHttp, createAdminHttp } from '../../shared/admin-client/admin-http.ts';
import { parseEventData } from '../../shared/admin-client/event-data.ts';
import type { ServerSentEvent } from '../../shared/admin-client/event-stream-parser.ts';
import type { AdminEvent, MessagesEvent, MessagesRequest } from '../../shared/ipc/admin.ts';
import type { Failure } from '../../shared/ipc/result.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import type { DesktopAttention } from '../attention.ts';

type Close = () => void;
type Lost = Extract<AdminEvent, { kind: 'lost' }>;

export interface AdminRelay {
  /** @throws AppError `sidecar-not-running`, `sidecar-not-ours` */
  http(): AdminHttp;
  watch(listener: (event: AdminEvent) => void): Close;
  openMessages(request: MessagesRequest, listener: (event: MessagesEvent) => void): Close;
}

interface RelayParts {
  readonly supervisor: { readonly state: SidecarState; onState(listener: (state: SidecarState) => void): Close };
  readonly basePath: string;
  readonly adminToken: string;
  readonly attention: Pick<DesktopAttention, 'list' | 'onChange'>;
  readonly now?: () => number;
}

export function createAdminRelay({ supervisor, basePath, adminToken, attention, now = Date.now }: RelayParts): AdminRelay {
  function http(): AdminHttp {
    const { state } = supervisor;
    if (state.name !== 'running') throw new AppError('sidecar-not-running');
    if (state.attached) throw notOurs(state.port);
    return createAdminHttp(`http://127.0.0.1:${state.port}${basePath}/admin/v1`, () => adminToken);
  }

  /** Opens the stream whenever our sidecar runs anew; one that is only used keeps its API to those who have its token. */
  function follow(open: (api: AdminHttp) => Close, onLost: (lost: Lost) => void): Close {
    let current: { readonly since: number; readonly close: Close } | undefined;
    const look = (state: SidecarState): void => {
      const isOurs = state.name === 'running' && !state.attached;
      if (isOurs && current?.since === state.since) return;
      current?.close();
      current = isOurs ? { since: state.since, close: open(http()) } : undefined;
      if (state.name === 'running' && state.attached) onLost({ kind: 'lost', error: failureOf(notOurs(state.port)), nextTryAt: null });
    };
    look(supervisor.state);
    const done = supervisor.onState(look);
    return () => {
      done();
      current?.close();
      current = undefined;
    };
  }

  return {
    http,

    watch(listener) {
      let fromSidecar: readonly Attention[] = [];
      const withOurs = (theirs: readonly Attention[]): Attention[] => {
        fromSidecar = theirs;
        return [...attention.list(), ...theirs];
      };
      const close = follow(
        (api) =>
          api.stream(
            '/events',
            {},
            {
              onOpen: () => undefined,
              onLost: (error, nextTryAt) => listener({ kind: 'lost', error, nextTryAt }),
              onEvent(event) {
                const parsed = adminEvent(event, withOurs);
                if (parsed !== undefined) listener(parsed);
              },
            },
          ),
        listener,
      );
      const done = attention.onChange(() => listener({ kind: 'change', change: { at: now(), attention: withOurs(fromSidecar) } }));
      return () => {
        done();
        close();
      };
    },

    openMessages({ filter, connection }, listener) {
      return follow(
        (api) =>
          api.stream(
            '/messages',
            { topic: filter, connection },
            {
              onOpen: () => listener({ kind: 'open' }),
              onLost: (error, nextTryAt) => listener({ kind: 'lost', error, nextTryAt }),
              onEvent({ event, data }) {
                if (event === 'messages') listener({ kind: 'messages', batch: parseEventData(event, data, adminMessagesSchema) });
              },
            },
          ),
        listener,
      );
    },
  };
}

function notOurs(port: number): AppError {
  return new AppError('sidecar-not-ours', `The server on port ${port} was not started by this program.`);
}

function failureOf({ code, message, hint }: AppError): Failure {
  return { code, message, hint };
}

function adminEvent({ event, data }: ServerSentEvent, merge: (theirs: readonly Attention[]) => Attention[]): AdminEvent | undefined {
  if (event === 'snapshot') {
    const snapshot = parseEventData(event, data, adminSnapshotSchema);
    return { kind: 'snapshot', snapshot: { ...snapshot, attention: merge(snapshot.attention) } };
  }
  if (event !== 'change') return undefined;
  const change = parseEventData(event, data, adminChangeSchema);
  return { kind: 'change', change: change.attention === undefined ? change : { ...change, attention: merge(change.attention) } };
}
