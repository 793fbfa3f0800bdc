/** The brokers: live connections in one tab, the profiles that name them in another, and what is passed on between them, where anything is. */
import { Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { Live } from '../../layout/live.tsx';
import type { PageProps } from '../../layout/page-props.ts';
import { Page } from '../../layout/page.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import { ConnectionTable } from './connection-table.tsx';
import { ForwardTable } from './forward-table.tsx';
import { ProfileEditor } from './profile-editor.tsx';
import { ProfileTable } from './profile-table.tsx';
import { ReadOnlyProfiles } from './read-only-profiles.tsx';
import { useProfiles } from './use-profiles.ts';
import '../../components/tabs.css';

export function BrokersPage({ id }: PageProps) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const profiles = useProfiles();
  const [tab, setTab] = useState<string | null>('connections');

  const add = desktop !== undefined && (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => {
        setTab('profiles');
        profiles.edit(null);
      }}
    >
      {t('profiles.add')}
    </Button>
  );

  return (
    <Page title={t('nav.brokers')} action={add} fill>
      <Live about={t('brokers.about')} skeleton={<TableSkeleton />}>
        {(snapshot) => (
          <>
            <Tabs className="tabs" value={tab} onChange={setTab}>
              <Tabs.List>
                <Tabs.Tab value="connections">{t('brokers.tab', { count: snapshot.connections.length })}</Tabs.Tab>
                <Tabs.Tab value="profiles">{t('profiles.tab', { count: profiles.list?.length ?? snapshot.profiles.length })}</Tabs.Tab>
                {snapshot.forwards !== undefined && snapshot.forwards.length > 0 && (
                  <Tabs.Tab value="forwards">{t('forwards.tab', { count: snapshot.forwards.length })}</Tabs.Tab>
                )}
              </Tabs.List>
              <Tabs.Panel className="tabs__panel" value="connections">
                <ConnectionTable snapshot={snapshot} selected={id} />
              </Tabs.Panel>
              <Tabs.Panel className="tabs__panel" value="profiles">
                {desktop === undefined ? <ReadOnlyProfiles profiles={snapshot.profiles} /> : <ProfileTable profiles={profiles} />}
              </Tabs.Panel>
              <Tabs.Panel className="tabs__panel" value="forwards">
                <ForwardTable forwards={snapshot.forwards ?? []} />
              </Tabs.Panel>
            </Tabs>
            <ConnectionPanel snapshot={snapshot} id={id} onClose={() => navigate('brokers')} />
          </>
        )}
      </Live>
      <ProfileEditor profiles={profiles} />
    </Page>
  );
}
