/** A secret that can be set and removed, but never read: a stored one shows as a word, not as dots that look like a value. */
import { ActionIcon, PasswordInput, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useLanguage } from '../../context/preferences.tsx';

interface SecretFieldProps {
  readonly label: string;
  readonly isStored: boolean;
  /** Null: not touched; empty: to be removed. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function SecretField({ label, isStored, value, onChange }: SecretFieldProps) {
  const { t } = useLanguage();
  const keepsStored = isStored && value === null;
  const removes = isStored && value === '';
  return (
    <PasswordInput
      label={label}
      placeholder={keepsStored ? t('profiles.storedSecret') : removes ? t('profiles.secretRemoved') : ''}
      value={value ?? ''}
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': t('common.showSecret') }}
      onChange={(event) => onChange(event.currentTarget.value === '' && !isStored ? null : event.currentTarget.value)}
      {...(keepsStored && {
        rightSection: (
          <Tooltip label={t('profiles.removeSecret')}>
            <ActionIcon size={22} aria-label={t('profiles.removeSecret')} onClick={() => onChange('')}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ),
      })}
    />
  );
}
