/** A profile's name; the default one says so. */
import { useLanguage } from '../../context/preferences.tsx';
import './profile-name.css';

export function ProfileName({ name, isDefault }: { readonly name: string; readonly isDefault: boolean }) {
  const { t } = useLanguage();
  return (
    <span className="row">
      <span className="ellipsis">{name}</span>
      {isDefault && <span className="profile-name__default">{t('profiles.default')}</span>}
    </span>
  );
}
