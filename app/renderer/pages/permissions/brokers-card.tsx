/** The brokers that may be connected to besides the profiles: addresses to add and to remove. */
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import type { PolicyCardProps } from './read-only-card.tsx';

export function BrokersCard({ policy, save }: PolicyCardProps) {
  const { t } = useLanguage();
  const { brokers } = policy;
  return (
    <Card title={t('permissions.brokers')}>
      <p className="meta">{t('permissions.brokersHelp')}</p>
      {brokers.length === 0 && <p className="permissions__none">{t('permissions.allBrokers')}</p>}
      <ul className="permissions__brokers">
        {brokers.map((broker) => (
          <li key={broker} className="permissions__broker">
            <span className="mono">{broker}</span>
            {save !== null && (
              <Tooltip label={t('common.delete')}>
                <ActionIcon
                  size={24}
                  aria-label={t('permissions.removeBroker', { broker })}
                  onClick={() => void save.run({ ...policy, brokers: brokers.filter((other) => other !== broker) })}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      {save !== null && <AddBroker policy={policy} save={save} />}
    </Card>
  );
}

function AddBroker({ policy, save }: PolicyCardProps) {
  const { t } = useLanguage();
  const [address, setAddress] = useState('');
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const broker = address.trim();
    if (broker === '' || save === null) return;
    const brokers = [...policy.brokers.filter((other) => other !== broker), broker];
    if (await save.run({ ...policy, brokers })) setAddress('');
  };
  return (
    <form className="permissions__add" onSubmit={(event) => void add(event)}>
      <TextInput
        className="permissions__address"
        aria-label={t('permissions.broker')}
        placeholder={t('permissions.brokerPlaceholder')}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button type="submit" loading={save?.pending === true}>
        {t('permissions.addBroker')}
      </Button>
    </form>
  );
}
