/**
 * The logs of the desktop's own processes and of the sidecar. On the desktop they are there also when the sidecar is not,
 * which is when they are needed most.
 */
import { Button } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { Live, StaleNotice } from '../../layout/live.tsx';
import { Page } from '../../layout/page.tsx';
import { DiagnosticsButton } from './diagnostics-button.tsx';
import { LogWorkspace } from './log-workspace.tsx';

export function LogsPage() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  if (desktop === undefined) {
    return (
      <Page title={t('nav.logs')} fill>
        <Live about={t('logs.about')} skeleton={<TableSkeleton />}>
          {() => <LogWorkspace />}
        </Live>
      </Page>
    );
  }
  return (
    <Page
      title={t('nav.logs')}
      fill
      action={
        <>
          <FolderButton />
          <DiagnosticsButton />
        </>
      }
    >
      <StaleNotice />
      <LogWorkspace />
    </Page>
  );
}

function FolderButton() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const open = useAction(async () => desktop?.openLogsFolder());
  return (
    <Button leftSection={<IconFolder size={16} aria-hidden />} onClick={() => void open.run()}>
      {t('logs.folder')}
    </Button>
  );
}
