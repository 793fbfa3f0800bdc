/** The fields of a profile whose URL uses TLS: own authority, client certificate, and whether to check the broker's. */
import { Checkbox, Textarea } from '@mantine/core';
import { useLanguage } from '../../context/preferences.tsx';
import { Notice } from '../../components/notice.tsx';
import type { FieldsProps } from './profile-fields.tsx';

export function TlsFields({ draft, problems, hasKey, onChange }: FieldsProps & { readonly hasKey: boolean }) {
  const { t } = useLanguage();
  return (
    <fieldset className="profile-fields tls-fields">
      <legend className="tls-fields__legend">{t('profiles.tls')}</legend>
      <Textarea
        className="profile-fields__wide"
        label={t('profiles.ca')}
        description={t('profiles.caHelp')}
        rows={3}
        value={draft.ca}
        onChange={(event) => onChange({ ca: event.currentTarget.value })}
      />
      <Textarea
        label={t('profiles.cert')}
        rows={3}
        value={draft.cert}
        onChange={(event) => onChange({ cert: event.currentTarget.value })}
      />
      <Textarea
        label={t('profiles.key')}
        rows={3}
        placeholder={hasKey && draft.key === null ? t('profiles.storedSecret') : ''}
        error={problems.key !== undefined && t(`draft.${problems.key}`)}
        value={draft.key ?? ''}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      <Checkbox
        className="profile-fields__wide"
        label={t('profiles.verify')}
        checked={draft.rejectUnauthorized}
        onChange={(event) => onChange({ rejectUnauthorized: event.currentTarget.checked })}
      />
      {!draft.rejectUnauthorized && (
        <div className="profile-fields__wide">
          <Notice tone="warning" title={t('profiles.verifyOff')} />
        </div>
      )}
    </fieldset>
  );
}
