/**
 * The tray's menu as a function of the state: what stands in it, what can be chosen, and what choosing means. Pure: tray.ts makes
 * a native menu of it and does what was chosen.
 */
import type { PageName } from '../../shared/ipc-contract.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import type { Translate } from '../i18n/translate.ts';

export type TrayAction =
  | { readonly kind: 'start' | 'stop' | 'restart' | 'attach' | 'open-logs' | 'check-updates' | 'quit' }
  | { readonly kind: 'open'; readonly page?: PageName }
  | { readonly kind: 'use-port'; readonly port: number }
  | { readonly kind: 'copy'; readonly text: string };

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'item'; readonly id: string; readonly label: string; readonly action?: TrayAction }
  | { readonly kind: 'submenu'; readonly id: string; readonly label: string; readonly items: readonly TrayItem[] };

export interface RecentSession {
  readonly id: string;
  /** Null for a client that did not give its name. */
  readonly client: string | null;
  readonly live: boolean;
}

export interface TrayState {
  readonly sidecar: SidecarState;
  /** The newest first. */
  readonly sessions: readonly RecentSession[];
  /** Questions that wait for a person. */
  readonly approvals: number;
  /** False where something else updates the program. */
  readonly updatable: boolean;
}

export function trayMenu({ sidecar, sessions, approvals, updatable }: TrayState, t: Translate): TrayItem[] {
  const mcpUrl = sidecar.name === 'running' ? sidecar.mcpUrl : undefined;
  return [
    { kind: 'item', id: 'state', label: stateLine(sidecar, t) },
    ...(approvals === 0 ? [] : [item('approvals', waitingLine(approvals, t), { kind: 'open' })]),
    { kind: 'separator' },
    ...control(sidecar, t),
    { kind: 'separator' },
    item('open', t('tray.open'), { kind: 'open' }),
    item('configure', t('tray.configure'), { kind: 'open', page: 'clients' }),
    {
      kind: 'item',
      id: 'copy-url',
      label: t('tray.copy-url'),
      ...(mcpUrl === undefined ? {} : { action: { kind: 'copy', text: mcpUrl } }),
    },
    { kind: 'submenu', id: 'sessions', label: t('tray.sessions'), items: sessionItems(sessions, t) },
    { kind: 'separator' },
    item('settings', t('tray.settings'), { kind: 'open', page: 'settings' }),
    item('logs', t('tray.logs'), { kind: 'open-logs' }),
    ...(updatable ? [item('updates', t('tray.updates'), { kind: 'check-updates' })] : []),
    { kind: 'separator' },
    item('quit', t('tray.quit'), { kind: 'quit' }),
  ];
}

function stateLine(state: SidecarState, t: Translate): string {
  switch (state.name) {
    case 'running':
      return t(state.attached ? 'tray.state.attached' : 'tray.state.running', { port: state.port });
    case 'crashed':
      return t(state.nextTryAt === null ? 'tray.state.gave-up' : 'tray.state.retrying');
    case 'port-blocked':
      return t('tray.state.blocked', { port: state.port });
    case 'stopped':
    case 'starting':
    case 'stopping':
      return t(`tray.state.${state.name}`);
  }
}

/** What the tray's icon says when it is pointed at: a question that waits comes first, since it does not wait for long. */
export function trayTooltip({ sidecar, approvals }: Pick<TrayState, 'sidecar' | 'approvals'>, t: Translate): string {
  return t('tray.tooltip', { state: approvals === 0 ? stateLine(sidecar, t) : waitingLine(approvals, t) });
}

function waitingLine(approvals: number, t: Translate): string {
  return t(approvals === 1 ? 'tray.approval' : 'tray.approvals', { count: approvals });
}

/** Which of the three tray icons shows the state; the one for trouble also says that somebody waits for an answer. */
export function trayMood({ sidecar: state, approvals }: Pick<TrayState, 'sidecar' | 'approvals'>): 'stopped' | 'running' | 'trouble' {
  if (state.name === 'running') return approvals === 0 ? 'running' : 'trouble';
  return state.name === 'crashed' || state.name === 'port-blocked' ? 'trouble' : 'stopped';
}

/** Start, Stop and Restart always stand there, in one order, so that the hand finds them; what makes no sense now is grey. */
function control(state: SidecarState, t: Translate): TrayItem[] {
  const idle = state.name === 'stopped' || state.name === 'crashed' || state.name === 'port-blocked';
  const attached = state.name === 'running' && state.attached;
  const up = state.name === 'running' || state.name === 'starting';
  const waiting = state.name === 'crashed' && state.nextTryAt !== null;
  return [
    { kind: 'item', id: 'start', label: t(state.name === 'port-blocked' ? 'tray.retry' : 'tray.start'), ...when(idle, { kind: 'start' }) },
    { kind: 'item', id: 'stop', label: t(attached ? 'tray.detach' : 'tray.stop'), ...when(up || waiting, { kind: 'stop' }) },
    { kind: 'item', id: 'restart', label: t('tray.restart'), ...when(up && !attached, { kind: 'restart' }) },
    ...(state.name === 'port-blocked' ? waysOut(state, t) : []),
  ];
}

function waysOut({ freePort, holder }: Extract<SidecarState, { name: 'port-blocked' }>, t: Translate): TrayItem[] {
  const port = freePort === null ? [] : [item('use-port', t('tray.use-port', { port: freePort }), { kind: 'use-port', port: freePort })];
  return holder.kind === 'sidecar' ? [...port, item('attach', t('tray.attach'), { kind: 'attach' })] : port;
}

function sessionItems(sessions: readonly RecentSession[], t: Translate): TrayItem[] {
  if (sessions.length === 0) return [{ kind: 'item', id: 'no-session', label: t('tray.sessions.none') }];
  return sessions.map(({ id, client, live }) => {
    const name = client ?? t('tray.session.unnamed');
    return item(`session-${id}`, live ? name : t('tray.session.ended', { client: name }), { kind: 'open', page: 'sessions' });
  });
}

function item(id: string, label: string, action: TrayAction): TrayItem {
  return { kind: 'item', id, label, action };
}

function when(possible: boolean, action: TrayAction): { action?: TrayAction } {
  return possible ? { action } : {};
}
