/**
 * The settings. Each is kept as soon as it is changed. In a browser only what concerns the browser is here; the rest is the
 * sidecar's configuration file.
 */
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { Page } from '../../layout/page.tsx';
import { AboutCard } from './about-card.tsx';
import { AppearanceCard } from './appearance-card.tsx';
import { LimitsCard } from './limits-card.tsx';
import { RestartNotice } from './restart-notice.tsx';
import { SidecarCard } from './sidecar-card.tsx';
import { StartupCard } from './startup-card.tsx';
import { TokenCard } from './token-card.tsx';
import { UpdatesCard } from './updates-card.tsx';
import { useSettings } from './use-settings.ts';
import './settings.css';

export function SettingsPage() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  return (
    <Page title={t('nav.settings')}>
      <div className="settings">
        <AppearanceCard />
        {desktop !== undefined && <DesktopSettings />}
        <AboutCard />
      </div>
    </Page>
  );
}

function DesktopSettings() {
  const { settings, error, change } = useSettings();
  if (error !== null) return <FailureNotice failure={error} />;
  if (settings === null) return <TableSkeleton />;
  return (
    <>
      {settings.restartNeeded && <RestartNotice />}
      <SidecarCard settings={settings} />
      <TokenCard settings={settings} change={change} />
      <StartupCard settings={settings} change={change} />
      <LimitsCard settings={settings} change={change} />
      <UpdatesCard settings={settings} change={change} />
    </>
  );
}
