/**
 * Runs something that may fail because a person asked for it: tells whether it is under way, and shows a failure as a
 * notification with what to do about it.
 */
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { toFailure } from '../../shared/api-error.ts';
import { useLanguage } from '../context/preferences.tsx';
import { failureText } from '../i18n/failure-text.ts';

export interface Action<Arguments extends readonly unknown[]> {
  run(...values: Arguments): Promise<boolean>;
  readonly pending: boolean;
}

/** `run` resolves with whether it went well. */
export function useAction<Arguments extends readonly unknown[]>(work: (...values: Arguments) => Promise<unknown>): Action<Arguments> {
  const { t } = useLanguage();
  const [pending, setPending] = useState(0);
  const run = useCallback(
    async (...values: Arguments) => {
      setPending((count) => count + 1);
      try {
        await work(...values);
        return true;
      } catch (thrown) {
        const { title, detail } = failureText(toFailure(thrown), t);
        notifications.show({ title, message: detail, color: 'danger', autoClose: 8000, role: 'alert' });
        return false;
      } finally {
        setPending((count) => count - 1);
      }
    },
    [work, t],
  );
  return { run, pending: pending > 0 };
}
