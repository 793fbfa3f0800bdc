/** The fields that every profile has. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useLanguage } from '../../context/preferences.tsx';
import type { DraftProblems, ProfileDraft } from '../../model/profile-draft.ts';
import { SecretField } from './secret-field.tsx';
import './profile-fields.css';

export interface FieldsProps {
  readonly draft: ProfileDraft;
  readonly problems: DraftProblems;
  readonly onChange: (change: Partial<ProfileDraft>) => void;
}

export function ProfileFields({ draft, problems, hasPassword, onChange }: FieldsProps & { readonly hasPassword: boolean }) {
  const { t } = useLanguage();
  const versions = [
    { value: 'auto', label: t('profiles.versionAuto') },
    { value: '5', label: 'MQTT 5.0' },
    { value: '4', label: 'MQTT 3.1.1' },
  ] as const;
  return (
    <div className="profile-fields">
      <TextInput
        label={t('profiles.name')}
        description={t('profiles.nameHelp')}
        error={problems.name !== undefined && t(`draft.${problems.name}`)}
        value={draft.name}
        data-autofocus
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('brokers.url')}
        description={t('profiles.urlHelp')}
        error={problems.url !== undefined && t(`draft.${problems.url}`)}
        value={draft.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      <TextInput
        label={t('brokers.username')}
        value={draft.username}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
      />
      <SecretField
        label={t('profiles.password')}
        isStored={hasPassword}
        value={draft.password}
        onChange={(password) => onChange({ password })}
      />
      <TextInput
        label={t('brokers.clientId')}
        placeholder={t(draft.cleanStart ? 'profiles.clientIdRandom' : 'profiles.clientIdKept')}
        value={draft.clientId}
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
      />
      <Select
        label={t('profiles.version')}
        data={versions}
        value={draft.protocolVersion}
        onChange={(protocolVersion) => protocolVersion !== null && onChange({ protocolVersion })}
      />
      <NumberInput
        label={t('profiles.keepalive')}
        min={0}
        max={65_535}
        allowDecimal={false}
        value={draft.keepaliveSeconds}
        onChange={(value) => typeof value === 'number' && onChange({ keepaliveSeconds: value })}
      />
      <div className="profile-fields__checks">
        <Switch
          label={t('profiles.keepSession')}
          description={t('profiles.keepSessionHelp')}
          checked={!draft.cleanStart}
          onChange={(event) => onChange({ cleanStart: !event.currentTarget.checked })}
        />
        <Switch
          label={t('profiles.makeDefault')}
          checked={draft.isDefault}
          onChange={(event) => onChange({ isDefault: event.currentTarget.checked })}
        />
      </div>
    </div>
  );
}
