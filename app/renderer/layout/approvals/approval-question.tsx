/**
 * One question: what is about to be done, exactly, and the buttons that answer it. They take no click before the person can have
 * read whose question it is, so that a click meant for what was there before answers nothing; and none after the first answer.
 */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ApprovalView } from '../../../../sidecar/admin/schema.ts';
import { useApi } from '../../context/api.tsx';
import { useNow } from '../../context/clock.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { useElapsed } from '../../hooks/use-elapsed.ts';
import { allowingRule } from '../../model/policy-draft.ts';
import { ApprovalDetails } from './approval-details.tsx';

/** How long a question has to be seen before it can be answered. */
const READING_MS = 600;

export function ApprovalQuestion({ approval }: { readonly approval: ApprovalView }) {
  const { t } = useLanguage();
  const api = useApi();
  const now = useNow();
  const rule = allowingRule(approval);
  const wasRead = useElapsed(READING_MS);
  const deny = useRef<HTMLButtonElement>(null);
  useEffect(() => deny.current?.focus(), []);
  const answer = useAction((given: 'approve' | 'refuse') => api.answerApproval(approval.id, given));
  const always = useAction(async () => {
    if (api.desktop === undefined || rule === null) return;
    const policy = await api.desktop.policy.read();
    await api.desktop.policy.save({ ...policy, rules: [rule, ...policy.rules] });
    await api.answerApproval(approval.id, 'approve');
  });
  const [isAnswered, setAnswered] = useState(false);
  const isOpen = wasRead && !isAnswered && !answer.pending && !always.pending;
  const answering = (give: () => Promise<boolean>) => ({
    // Not `disabled`, which would take the focus away.
    'aria-disabled': !isOpen,
    'data-disabled': !isOpen,
    'onClick': () => {
      if (isOpen) void give().then(setAnswered);
    },
  });
  const left = Math.max(0, Math.ceil((approval.expiresAt - now) / 1000));
  return (
    <>
      <ApprovalDetails approval={approval} />
      <p className="meta" role="timer">
        {t('approval.rule', { rule: approval.rule })} {t('approval.left', { count: left })}
      </p>
      <div className="dialog__actions">
        {api.desktop !== undefined && rule !== null && (
          <Button className="approvals__always flush-start" variant="subtle" loading={always.pending} {...answering(() => always.run())}>
            {t('approval.always')}
          </Button>
        )}
        <Button ref={deny} color="danger" data-autofocus {...answering(() => answer.run('refuse'))}>
          {t('approval.deny')}
        </Button>
        <Button variant="filled" {...answering(() => answer.run('approve'))}>
          {t('approval.allow')}
        </Button>
      </div>
    </>
  );
}
