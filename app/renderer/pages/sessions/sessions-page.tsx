/** Who is connected now: MCP sessions and browser streams, each in a tab, with details in a panel. */
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { Live } from '../../layout/live.tsx';
import type { PageProps } from '../../layout/page-props.ts';
import { Page } from '../../layout/page.tsx';
import { SessionPanel } from './session-panel.tsx';
import { SessionTable } from './session-table.tsx';
import { StreamTable } from './stream-table.tsx';
import '../../components/tabs.css';

export function SessionsPage({ id }: PageProps) {
  const { t } = useLanguage();
  const [tab, setTab] = useState<string | null>('sessions');
  return (
    <Page title={t('nav.sessions')} fill>
      <Live about={t('sessions.about')} skeleton={<TableSkeleton />}>
        {(snapshot) => (
          <>
            <Tabs className="tabs" value={tab} onChange={setTab}>
              <Tabs.List>
                <Tabs.Tab value="sessions">{t('sessions.tab', { count: snapshot.sessions.length })}</Tabs.Tab>
                <Tabs.Tab value="streams">{t('streams.tab', { count: snapshot.streams.length })}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel className="tabs__panel" value="sessions">
                <SessionTable sessions={snapshot.sessions} selected={id} />
              </Tabs.Panel>
              <Tabs.Panel className="tabs__panel" value="streams">
                <StreamTable streams={snapshot.streams} />
              </Tabs.Panel>
            </Tabs>
            <SessionPanel snapshot={snapshot} id={id} onClose={() => navigate('sessions')} />
          </>
        )}
      </Live>
    </Page>
  );
}
