/**
 * What assistants may do. In the window each change is in force at once; in a browser the page shows what the sidecar's
 * configuration says.
 */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { PolicyView } from '../../../../sidecar/admin/schema.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { Live } from '../../layout/live.tsx';
import { Page } from '../../layout/page.tsx';
import { AskingCard } from './asking-card.tsx';
import { BrokersCard } from './brokers-card.tsx';
import { ReadOnlyCard } from './read-only-card.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { RulesCard } from './rules-card.tsx';
import { type PolicyState, usePolicy } from './use-policy.ts';
import '../settings/settings.css';
import './permissions.css';

export function PermissionsPage() {
  return useDesktop() === undefined ? <ShownPermissions /> : <EditedPermissions />;
}

function EditedPermissions() {
  const { t } = useLanguage();
  const { policy, error, save } = usePolicy();
  const [edited, setEdited] = useState<number | null>(null);
  const addRule = policy !== null && (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(policy.rules.length)}>
      {t('permissions.add')}
    </Button>
  );
  return (
    <Page title={t('nav.permissions')} action={addRule}>
      {error !== null && <FailureNotice failure={error} />}
      {policy === null && error === null && <TableSkeleton />}
      {policy !== null && (
        <>
          <Cards policy={policy} save={save} onEdit={setEdited} />
          <RuleEditor policy={policy} index={edited} save={save} onClose={() => setEdited(null)} />
        </>
      )}
    </Page>
  );
}

function ShownPermissions() {
  const { t } = useLanguage();
  return (
    <Page title={t('nav.permissions')}>
      <Live about={t('permissions.about')} skeleton={<TableSkeleton />}>
        {({ policy }) => (
          <>
            <div className="permissions">
              <Notice tone="info" title={t('permissions.ofFile')}>
                {t('permissions.ofFileText')}
              </Notice>
            </div>
            <Cards policy={policy} save={null} onEdit={() => undefined} />
          </>
        )}
      </Live>
    </Page>
  );
}

interface CardsProps {
  readonly policy: PolicyView;
  /** Null where it can only be looked at. */
  readonly save: PolicyState['save'] | null;
  readonly onEdit: (index: number) => void;
}

function Cards({ policy, save, onEdit }: CardsProps) {
  return (
    <div className="permissions">
      <ReadOnlyCard policy={policy} save={save} />
      <RulesCard policy={policy} save={save} onEdit={onEdit} />
      <BrokersCard policy={policy} save={save} />
      <AskingCard policy={policy} save={save} />
    </div>
  );
}
