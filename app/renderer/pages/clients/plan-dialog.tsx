/** The change to a client's settings as a diff, before anything is written. */
import { Button, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ClientStatus, ConfigurationPlan } from '../../../../sidecar/clients/schemas.ts';
import { toFailure } from '../../../shared/api-error.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { Dialog } from '../../components/dialog.tsx';
import { DiffView } from '../../components/diff-view.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Topic } from '../../components/topic.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import type { Clients } from './use-clients.ts';

interface PlanDialogProps {
  readonly client: ClientStatus;
  readonly clients: Clients;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function PlanDialog({ client, clients, opened, onClose }: PlanDialogProps) {
  const { t } = useLanguage();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('clients.planTitle', { name: client.name })} size={720}>
      {opened && <PlanContent client={client} clients={clients} onClose={onClose} />}
    </Dialog>
  );
}

function PlanContent({ client, clients, onClose }: Omit<PlanDialogProps, 'opened'>) {
  const { t } = useLanguage();
  const { plan, error, request } = usePlan(client);
  const apply = useAction(async () => {
    await clients.apply(request);
    onClose();
  });
  if (error !== null) return <FailureNotice failure={error} />;
  if (plan === null) return <Skeleton height={160} />;
  return (
    <>
      <div className="client-card__file">
        <Topic>{plan.file}</Topic>
      </div>
      {plan.replace && <Notice tone="warning" title={t('clients.replaces', { server: plan.serverName })} />}
      <DiffView diff={plan.diff} label={t('clients.diff')} />
      <p className="meta">{plan.creates ? t('clients.createsFile') : t('clients.keepsBackup')}</p>
      <div className="dialog__actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="filled" loading={apply.pending} onClick={() => void apply.run()}>
          {t('clients.apply')}
        </Button>
      </div>
    </>
  );
}

function usePlan({ client, installation, state }: ClientStatus) {
  const desktop = useDesktop();
  const [plan, setPlan] = useState<ConfigurationPlan | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const replace = state === 'configured-differently';

  useEffect(() => {
    desktop?.clients.plan({ client, installation, replace }).then(setPlan, (thrown: unknown) => setError(toFailure(thrown)));
  }, [desktop, client, installation, replace]);

  return { plan, error, request: { client, installation, replace } };
}
