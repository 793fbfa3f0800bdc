/** The profiles with what can be done to each. Those of a configuration file can only be looked at. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconBookmark, IconPencil } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ProfileSettings } from '../../../shared/ipc/profiles.ts';
import type { Column } from '../../components/data-table/column.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { ProfileName } from './profile-name.tsx';
import { RemoveProfile } from './remove-profile.tsx';
import { StorageWarning } from './storage-warning.tsx';
import type { Profiles } from './use-profiles.ts';

export function ProfileTable({ profiles }: { readonly profiles: Profiles }) {
  const { t } = useLanguage();
  const { edit, error, list, remove, storage } = profiles;
  const columns = useMemo(() => profileColumns(t, edit, remove), [t, edit, remove]);
  if (error !== null) return <FailureNotice failure={error} />;
  if (list === null) return <TableSkeleton />;
  return (
    <>
      {storage !== null && !storage.secure && <StorageWarning backend={storage.backend} />}
      {list.length === 0 ? (
        <EmptyState
          icon={IconBookmark}
          title={t('profiles.none')}
          action={
            <Button variant="filled" onClick={() => edit(null)}>
              {t('profiles.add')}
            </Button>
          }
        >
          {t('profiles.noneText')}
        </EmptyState>
      ) : (
        <DataTable
          label={t('profiles.label')}
          columns={columns}
          rows={list}
          rowKey={(profile) => profile.name}
          firstOrder={{ column: 'name', descending: false }}
        />
      )}
    </>
  );
}

function profileColumns(t: Translate, edit: Profiles['edit'], remove: Profiles['remove']): readonly Column<ProfileSettings>[] {
  return [
    {
      id: 'name',
      title: t('profiles.name'),
      width: '200px',
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
      width: '136px',
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
    {
      id: 'actions',
      title: t('common.actions'),
      width: '104px',
      align: 'end',
      cell: (profile) =>
        profile.editable ? (
          <span className="row">
            <Tooltip label={t('common.edit')}>
              <ActionIcon
                className="push"
                size={24}
                aria-label={t('profiles.editNamed', { name: profile.name })}
                onClick={() => edit(profile)}
              >
                <IconPencil size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <RemoveProfile name={profile.name} remove={remove} />
          </span>
        ) : (
          <span className="meta">{t('profiles.ofFile')}</span>
        ),
    },
  ];
}
