/**
 * The questions that wait for this person, one after the other, over whatever page is shown. Closing the dialog answers nothing: a
 * button at the edge brings it back while there is time.
 */
import { Button } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { useAvailability } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { ApprovalQuestion } from './approval-question.tsx';
import './approvals.css';

export function Approvals() {
  const { t } = useLanguage();
  const availability = useAvailability();
  const [laidAside, setLaidAside] = useState<string | null>(null);
  const approvals = availability.name === 'live' ? availability.snapshot.approvals : [];
  const [first] = approvals;
  if (first === undefined) return null;
  const isAside = first.id === laidAside;
  return (
    <>
      {isAside && (
        <Button
          className="approvals__waiting"
          variant="filled"
          leftSection={<IconShieldLock size={16} aria-hidden />}
          onClick={() => setLaidAside(null)}
        >
          {t('approval.waiting', { count: approvals.length })}
        </Button>
      )}
      <Dialog
        opened={!isAside}
        onClose={() => setLaidAside(first.id)}
        title={t('approval.title', { client: first.client ?? t('approval.unnamed') })}
        size={560}
      >
        <ApprovalQuestion key={first.id} approval={first} />
      </Dialog>
    </>
  );
}
