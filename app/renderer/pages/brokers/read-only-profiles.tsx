/** The profiles as the sidecar tells them, for a browser: changed in the configuration file. */
import { useMemo } from 'react';
import { IconBookmark } from '@tabler/icons-react';
import type { ProfileView } from '../../../../sidecar/admin/schema.ts';
import type { Column } from '../../components/data-table/column.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { ProfileName } from './profile-name.tsx';

export function ReadOnlyProfiles({ profiles }: { readonly profiles: readonly ProfileView[] }) {
  const { t } = useLanguage();
  const columns = useMemo(() => profileColumns(t), [t]);
  if (profiles.length === 0) {
    return (
      <EmptyState icon={IconBookmark} title={t('profiles.none')}>
        {t('profiles.noneInFile')}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t('profiles.label')}
      columns={columns}
      rows={profiles}
      rowKey={(profile) => profile.name}
      firstOrder={{ column: 'name', descending: false }}
    />
  );
}

function profileColumns(t: Translate): readonly Column<ProfileView>[] {
  return [
    {
      id: 'name',
      title: t('profiles.name'),
      width: '220px',
      sortBy: (profile) => profile.name,
      cell: (profile) => <ProfileName name={profile.name} isDefault={profile.isDefault} />,
    },
    {
      id: 'url',
      title: t('brokers.url'),
      width: 'auto',
      sortBy: (profile) => profile.url,
      cell: (profile) => <Topic>{profile.url}</Topic>,
    },
    {
      id: 'username',
      title: t('brokers.username'),
      width: '160px',
      shownFrom: 'medium',
      sortBy: (profile) => profile.username ?? '',
      cell: (profile) => profile.username ?? '–',
    },
    {
      id: 'password',
      title: t('profiles.password'),
      width: '112px',
      shownFrom: 'wide',
      cell: (profile) => (profile.hasPassword ? t('profiles.stored') : '–'),
    },
  ];
}
