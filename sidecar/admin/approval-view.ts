/** What the dashboard sees of a question that waits for a person. Pure. */
import type { PendingApproval } from '../policy/approvals.ts';
import { previewPayload, type AskedAction } from '../policy/question.ts';
import type { ApprovalView } from './schema.ts';

export function approvalView({ id, askedAt, expiresAt, question: { asked, ...question } }: PendingApproval): ApprovalView {
  return { id, askedAt, expiresAt, ...question, asked: askedView(asked) };
}

function askedView(asked: AskedAction): ApprovalView['asked'] {
  if (asked.action !== 'publish') return asked;
  const { payload, isWill = false, action, topic, qos, retain } = asked;
  return { action, topic, qos, retain, isWill, payload: previewPayload(payload) };
}
