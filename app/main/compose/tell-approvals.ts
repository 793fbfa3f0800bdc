/** Notifications of what an assistant waits for: somebody has to approve it. The window shows the question at length. */
import type { ApprovalView } from '../../../sidecar/admin/schema.ts';
import type { AdminEvent } from '../../shared/ipc/admin.ts';
import type { Translate } from '../i18n/translate.ts';
import type { Notify } from '../notify.ts';

interface ApprovalParts {
  readonly notify: Notify;
  readonly t: Translate;
  readonly open: () => void;
  /** The person looks at the window already. */
  readonly isWatching: () => boolean;
}

/** @returns what hears of every event of the admin API */
export function tellApprovals({ notify, t, open, isWatching }: ApprovalParts): (event: AdminEvent) => void {
  let told: ReadonlySet<string> = new Set();
  return (event) => {
    const approvals = event.kind === 'snapshot' ? event.snapshot.approvals : event.kind === 'change' ? event.change.approvals : undefined;
    if (approvals === undefined) return;
    const fresh = approvals.filter(({ id }) => !told.has(id));
    told = new Set(approvals.map(({ id }) => id));
    if (isWatching()) return;
    for (const approval of fresh)
      notify({ title: t('approval.title', { client: nameOf(approval) }), body: inWords(approval, t), onClick: open });
  };
}

function nameOf({ client, principal }: ApprovalView): string {
  return client ?? principal;
}

function inWords({ asked, tool }: ApprovalView, t: Translate): string {
  switch (asked.action) {
    case 'publish':
      return t('approval.publish', { topic: asked.topic });
    case 'subscribe':
      return t('approval.subscribe', { topic: asked.topic });
    case 'connect':
      return t('approval.connect', { broker: asked.broker });
    case 'call':
      return t('approval.call', { tool });
  }
}
