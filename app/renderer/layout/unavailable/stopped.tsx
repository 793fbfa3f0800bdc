/** The sidecar was stopped on purpose: what would stand here, and the button that brings it. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPower } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

export function Stopped({ about }: { readonly about: string }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const start = useAction(async () => desktop?.sidecar.start());
  return (
    <EmptyState
      icon={IconPower}
      title={t('stopped.title')}
      action={
        <Button
          variant="filled"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={start.pending}
          onClick={() => void start.run()}
        >
          {t('sidecar.start')}
        </Button>
      }
    >
      {about}
    </EmptyState>
  );
}
