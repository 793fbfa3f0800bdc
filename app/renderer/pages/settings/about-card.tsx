/** Which versions these are, and where to find out more. */
import { Button } from '@mantine/core';
import { Card } from '../../components/card.tsx';
import { type Fact, Facts } from '../../components/facts.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useAvailability } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useResource } from '../../hooks/use-resource.ts';
import { navigate } from '../../hooks/use-route.ts';

export function AboutCard() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const { value: about } = useResource(desktop?.about);
  const availability = useAvailability();
  const server = 'snapshot' in availability ? availability.snapshot.server : null;
  const facts: readonly Fact[] = [
    ...(about === null ? [] : [{ name: t('about.app'), value: about.version }]),
    ...(server === null ? [] : [{ name: t('about.sidecar'), value: server.version }]),
    ...(server === null ? [] : [{ name: t('about.auth'), value: t(`auth.${server.authMode}`) }]),
    ...(about === null ? [] : [{ name: 'Electron', value: `${about.electron} · Chromium ${about.chromium} · Node ${about.node}` }]),
    { name: t('about.licence'), value: 'MIT' },
    { name: t('about.telemetry'), value: t('about.noTelemetry') },
  ];
  return (
    <Card title={t('settings.about')} aside={<Button onClick={() => navigate('welcome')}>{t('about.welcome')}</Button>}>
      <Facts facts={facts} />
    </Card>
  );
}
