/** One question: what is about to be done, exactly, and the buttons that answer it. */
import { Button } from '@mantine/core';
import type { ApprovalView } from '../../../../sidecar/admin/schema.ts';
import { useApi } from '../../context/api.tsx';
import { useNow } from '../../context/clock.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { allowingRule } from '../../model/policy-draft.ts';
import { ApprovalDetails } from './approval-details.tsx';

export function ApprovalQuestion({ approval }: { readonly approval: ApprovalView }) {
  const { t } = useLanguage();
  const api = useApi();
  const now = useNow();
  const rule = allowingRule(approval);
  const answer = useAction((given: 'approve' | 'refuse') => api.answerApproval(approval.id, given));
  const always = useAction(async () => {
    if (api.desktop === undefined || rule === null) return;
    const policy = await api.desktop.policy.read();
    await api.desktop.policy.save({ ...policy, rules: [rule, ...policy.rules] });
    await api.answerApproval(approval.id, 'approve');
  });
  const isBusy = answer.pending || always.pending;
  const left = Math.max(0, Math.ceil((approval.expiresAt - now) / 1000));
  return (
    <>
      <ApprovalDetails approval={approval} />
      <p className="meta" role="timer">
        {t('approval.rule', { rule: approval.rule })} {t('approval.left', { count: left })}
      </p>
      <div className="dialog__actions">
        {api.desktop !== undefined && rule !== null && (
          <Button
            className="approvals__always"
            variant="subtle"
            loading={always.pending}
            disabled={isBusy}
            onClick={() => void always.run()}
          >
            {t('approval.always')}
          </Button>
        )}
        <Button color="danger" disabled={isBusy} data-autofocus onClick={() => void answer.run('refuse')}>
          {t('approval.deny')}
        </Button>
        <Button variant="filled" disabled={isBusy} onClick={() => void answer.run('approve')}>
          {t('approval.allow')}
        </Button>
      </div>
    </>
  );
}
