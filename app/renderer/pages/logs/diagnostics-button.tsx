/** Writes the redacted bundle for bug reports, and says where. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPackageExport } from '@tabler/icons-react';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

export function DiagnosticsButton() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const save = useAction(async () => {
    const file = (await desktop?.saveDiagnostics()) ?? null;
    if (file !== null) notifications.show({ color: 'accent', title: t('logs.diagnosticsSaved'), message: file });
  });
  return (
    <Button
      variant="filled"
      leftSection={<IconPackageExport size={16} aria-hidden />}
      loading={save.pending}
      onClick={() => void save.run()}
    >
      {t('logs.diagnostics')}
    </Button>
  );
}
