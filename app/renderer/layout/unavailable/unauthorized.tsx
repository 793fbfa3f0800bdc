/** The tab has no admin token, or one that the sidecar refuses: where to find it, and a field to give it. */
import { Button, PasswordInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { useApi } from '../../context/api.tsx';
import { useDashboard } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import './unauthorized.css';

export function Unauthorized() {
  const { t } = useLanguage();
  const { presentToken } = useApi();
  const { retry } = useDashboard();
  const [token, setToken] = useState('');

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    presentToken?.(token.trim());
    retry();
  };

  return (
    <EmptyState icon={IconKey} title={t('unauthorized.title')}>
      <p>{t('unauthorized.text')}</p>
      {presentToken !== undefined && (
        <form className="unauthorized" onSubmit={submit}>
          <PasswordInput
            className="unauthorized__field"
            label={t('unauthorized.token')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('common.showSecret') }}
          />
          <Button type="submit" variant="filled" disabled={token.trim() === ''}>
            {t('unauthorized.open')}
          </Button>
        </form>
      )}
    </EmptyState>
  );
}
