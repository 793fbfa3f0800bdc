/** Step two: a client is connected. MQTTX if it is here, any other by its own card, by hand in a browser. */
import { Button, Loader } from '@mantine/core';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { clientKey, groupClients } from '../../model/client.ts';
import { ClientCard } from '../clients/client-card.tsx';
import { ManualCard } from '../clients/manual-card.tsx';
import { useClients } from '../clients/use-clients.ts';
import '../clients/clients.css';
import { Step } from './step.tsx';

export function ConnectStep() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const clients = useClients();
  const { found } = groupClients(clients.list ?? []);
  const mqttx = found.filter((client) => client.client === 'mqttx');
  // Where MQTTX is, it is what this step is about.
  const asked = mqttx.length > 0 ? mqttx : found;
  const isDone = asked.some((client) => client.state === 'configured');

  if (desktop === undefined) {
    return (
      <Step number={2} isDone={false} title={t('welcome.connect')}>
        <ManualCard />
      </Step>
    );
  }
  return (
    <Step number={2} isDone={isDone} title={isDone ? t('welcome.connected') : t('welcome.connect')}>
      {clients.list === null && <Loader size="sm" aria-label={t('state.loading')} />}
      {clients.list !== null && mqttx.length === 0 && <p>{t('welcome.noMqttx')}</p>}
      {mqttx.map((client) => (
        <ClientCard key={clientKey(client)} client={client} clients={clients} result={clients.results.get(clientKey(client)) ?? null} />
      ))}
      <div>
        <Button className="flush-start" variant="subtle" onClick={() => navigate('clients')}>
          {t('welcome.otherClients', { count: found.length - mqttx.length })}
        </Button>
      </div>
    </Step>
  );
}
