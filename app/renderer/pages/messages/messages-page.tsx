/** The live feed of a topic filter: watch, pause, look into a payload, publish. */
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useDisclosure } from '@mantine/hooks';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { Live } from '../../layout/live.tsx';
import type { PageProps } from '../../layout/page-props.ts';
import { Page } from '../../layout/page.tsx';
import { MessageWorkspace } from './message-workspace.tsx';
import { PublishPanel } from './publish-panel.tsx';

export function MessagesPage({ id }: PageProps) {
  const { t } = useLanguage();
  const [isPublishing, publishing] = useDisclosure(false);
  const action = (
    <Button variant="filled" leftSection={<IconSend size={16} aria-hidden />} onClick={publishing.open}>
      {t('messages.publish')}
    </Button>
  );
  return (
    <Page title={t('nav.messages')} action={action} fill>
      <Live about={t('messages.about')} skeleton={<TableSkeleton />}>
        {(snapshot) => (
          <>
            <MessageWorkspace snapshot={snapshot} firstConnection={id} onPublish={publishing.open} />
            <PublishPanel snapshot={snapshot} opened={isPublishing} onClose={publishing.close} />
          </>
        )}
      </Live>
    </Page>
  );
}
