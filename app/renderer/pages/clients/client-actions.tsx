/** The buttons of a client's card: one that does it, one that shows first what it would do, undo, the snippet. */
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconEye, IconSparkles } from '@tabler/icons-react';
import type { ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { SnippetButton } from './snippet-button.tsx';
import type { Clients } from './use-clients.ts';

interface ClientActionsProps {
  readonly client: ClientStatus;
  readonly clients: Clients;
  /** Shows the change before it is made. */
  readonly onPlan: () => void;
}

export function ClientActions({ client, clients, onPlan }: ClientActionsProps) {
  const { t } = useLanguage();
  const { state } = client;
  const address = { client: client.client, installation: client.installation };
  const apply = useAction(() => clients.apply({ ...address, replace: false }));
  const undo = useAction(() => clients.undo(address));
  return (
    <div className="row row--wrap client-card__actions">
      {state === 'not-configured' && (
        <>
          <Button
            variant="filled"
            leftSection={<IconSparkles size={16} aria-hidden />}
            loading={apply.pending}
            onClick={() => void apply.run()}
          >
            {t('clients.configure')}
          </Button>
          <Button leftSection={<IconEye size={16} aria-hidden />} onClick={onPlan}>
            {t('clients.preview')}
          </Button>
        </>
      )}
      {/* What somebody else wrote is replaced only after it was shown. */}
      {state === 'configured-differently' && (
        <Button variant="filled" leftSection={<IconEye size={16} aria-hidden />} onClick={onPlan}>
          {t('clients.review')}
        </Button>
      )}
      {state === 'unreadable' && <Button onClick={() => void clients.refresh()}>{t('clients.refresh')}</Button>}
      {client.canUndo && (
        <Button leftSection={<IconArrowBackUp size={16} aria-hidden />} loading={undo.pending} onClick={() => void undo.run()}>
          {t('clients.undo')}
        </Button>
      )}
      <SnippetButton client={client.client} name={client.name} />
    </div>
  );
}
