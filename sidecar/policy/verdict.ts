/** How a call stood with the policy in the end; part of the record of what assistants did. */

/** The gravest comes last: a call of which one part was refused is a refused one. */
export const VERDICTS = ['allowed', 'approved', 'withdrawn', 'timed-out', 'refused', 'denied'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Who was asked: the client's own user, a person at the dashboard, one at the desktop. */
export const ANSWERERS = ['client', 'dashboard', 'desktop'] as const;
export type Answerer = (typeof ANSWERERS)[number];

export interface CallDecision {
  readonly verdict: Verdict;
  /** What decided, such as `rule 2` or `readOnly`; null where no rule matched. */
  readonly rule: string | null;
  /** Who answered; null where nobody was asked or nobody did. */
  readonly by: Answerer | null;
}

export function gravest(decisions: readonly CallDecision[]): CallDecision | undefined {
  return decisions.toSorted((one, other) => VERDICTS.indexOf(other.verdict) - VERDICTS.indexOf(one.verdict))[0];
}
