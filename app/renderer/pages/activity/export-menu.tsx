/** Writes the record that the filter lets through to a file, and shows how far it is. */
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExportFormat } from '../../../shared/ipc/admin.ts';
import { useApi } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { type ActivityFilter, queryOf } from '../../model/activity-filter.ts';

export function ExportMenu({ filter }: { readonly filter: ActivityFilter }) {
  const { t } = useLanguage();
  const api = useApi();
  const [written, setWritten] = useState(0);
  const action = useAction(async (format: ExportFormat) => {
    setWritten(0);
    const { entries, file } = await api.exportActivity(queryOf(filter), format, setWritten);
    if (file !== null) notifications.show({ color: 'accent', title: t('activity.exported', { count: entries }), message: file });
  });
  return (
    <Menu>
      <Menu.Target>
        <Button variant="filled" leftSection={<IconDownload size={16} aria-hidden />} disabled={action.pending}>
          {action.pending ? t('activity.exporting', { count: written }) : t('activity.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void action.run('json')}>{t('activity.exportJson')}</Menu.Item>
        <Menu.Item onClick={() => void action.run('csv')}>{t('activity.exportCsv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
