/** The system has no keychain: said where passwords are entered and stored, before one is. */
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../../context/preferences.tsx';

export function StorageWarning({ backend }: { readonly backend: string }) {
  const { t } = useLanguage();
  return (
    <Notice tone="warning" title={t('profiles.storageTitle')}>
      {t('profiles.storageText', { backend })}
    </Notice>
  );
}
