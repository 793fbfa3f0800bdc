/** The MCP clients found on this computer, a card each, and what to paste where none of them is. */
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { Notice } from '../../components/notice.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { Page } from '../../layout/page.tsx';
import { clientKey, groupClients } from '../../model/client.ts';
import { ClientCard } from './client-card.tsx';
import { ManualCard } from './manual-card.tsx';
import { MissingClients } from './missing-clients.tsx';
import { type Clients, useClients } from './use-clients.ts';
import './clients.css';

export function ClientsPage() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const clients = useClients();
  const refresh = useAction(clients.refresh);
  const action = desktop !== undefined && (
    <Button leftSection={<IconRefresh size={16} aria-hidden />} loading={refresh.pending} onClick={() => void refresh.run()}>
      {t('clients.refresh')}
    </Button>
  );
  return (
    <Page title={t('nav.clients')} action={action}>
      {desktop !== undefined && <p className="meta clients__intro">{t('clients.intro')}</p>}
      {desktop !== undefined && <FoundClients clients={clients} />}
      <ManualCard />
    </Page>
  );
}

function FoundClients({ clients }: { readonly clients: Clients }) {
  const { t } = useLanguage();
  const { error, list, results } = clients;
  if (error !== null) return <FailureNotice failure={error} />;
  if (list === null) return <TableSkeleton />;
  const { found, missing } = groupClients(list);
  return (
    <>
      {found.length === 0 && <Notice tone="info" title={t('clients.noneFound')} />}
      <div className="clients__cards">
        {found.map((client) => (
          <ClientCard key={clientKey(client)} client={client} clients={clients} result={results.get(clientKey(client)) ?? null} />
        ))}
      </div>
      {missing.length > 0 && <MissingClients clients={missing} />}
    </>
  );
}
