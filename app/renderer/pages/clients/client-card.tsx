/** One client: how it stands, where its settings are, what can be done, and what was just done. */
import { useState } from 'react';
import type { ApplyResult, ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { StateWord } from '../../components/state-word.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { clientTone, labelText } from '../../model/client.ts';
import { ClientActions } from './client-actions.tsx';
import { ClientAdvice } from './client-advice.tsx';
import { ClientTile } from './client-tile.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import type { Clients } from './use-clients.ts';

interface ClientCardProps {
  readonly client: ClientStatus;
  readonly clients: Clients;
  readonly result: ApplyResult | null;
}

export function ClientCard({ client, clients, result }: ClientCardProps) {
  const { t } = useLanguage();
  const [isPlanning, setPlanning] = useState(false);
  return (
    <section className={client.client === 'mqttx' ? 'client-card client-card--first' : 'client-card'} aria-label={client.name}>
      <div className="row client-card__head">
        <ClientTile name={client.name} />
        <div className="grow">
          <h2 className="client-card__name">{client.name}</h2>
          <p className="meta ellipsis">{labelText(client.label, t)}</p>
        </div>
        <div className="client-card__state">
          <StateWord tone={clientTone(client.state)}>{t(`clientState.${client.state}`)}</StateWord>
          {client.running === true && <p className="meta">{t('clients.running')}</p>}
        </div>
      </div>
      {client.file !== null && (
        <div className="client-card__file">
          <Topic>{client.file}</Topic>
        </div>
      )}
      <ClientAdvice client={client} result={result} />
      <ClientActions client={client} clients={clients} onPlan={() => setPlanning(true)} />
      <PlanDialog client={client} clients={clients} opened={isPlanning} onClose={() => setPlanning(false)} />
    </section>
  );
}
