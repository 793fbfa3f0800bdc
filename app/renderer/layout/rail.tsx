/**
 * The bar at the left: the product's mark, a link for each page, Settings at its foot. Icons with tooltips; labels where the
 * window is wide enough. Used by the shell only.
 */
import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconActivity,
  IconFileText,
  IconLayoutDashboard,
  IconMessages,
  IconPlugConnected,
  IconServer2,
  IconSettings,
  IconShieldLock,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { PageName } from '../../shared/ipc-contract.ts';
import { useLanguage } from '../context/preferences.tsx';
import { fragmentOf } from '../hooks/use-route.ts';
import { Mark } from './mark.tsx';
import './rail.css';

type Linked = Exclude<PageName, 'welcome'>;

const ICONS: Readonly<Record<Linked, TablerIcon>> = {
  overview: IconLayoutDashboard,
  sessions: IconUsers,
  brokers: IconServer2,
  messages: IconMessages,
  activity: IconActivity,
  permissions: IconShieldLock,
  clients: IconPlugConnected,
  logs: IconFileText,
  settings: IconSettings,
};

const MAIN: readonly Linked[] = ['overview', 'sessions', 'brokers', 'messages', 'activity', 'permissions', 'clients', 'logs'];

export function Rail({ current }: { readonly current: PageName }) {
  const { t } = useLanguage();
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <a className="rail__mark" href={fragmentOf('overview')} aria-label={t('app.name')}>
        <Mark />
        <span className="rail__name">{t('app.short')}</span>
      </a>
      <ul className="rail__pages">
        {MAIN.map((page) => (
          <RailLink key={page} page={page} isCurrent={page === current} />
        ))}
      </ul>
      <ul className="rail__foot">
        <RailLink page="settings" isCurrent={current === 'settings'} />
      </ul>
    </nav>
  );
}

function RailLink({ page, isCurrent }: { readonly page: Linked; readonly isCurrent: boolean }) {
  const { t } = useLanguage();
  const hasLabels = useMediaQuery('(width >= 1200px)', false, { getInitialValueInEffect: false });
  const Icon = ICONS[page];
  const label = t(`nav.${page}`);
  return (
    <li>
      <Tooltip label={label} position="right" disabled={hasLabels} openDelay={100}>
        <a className="rail__link" href={fragmentOf(page)} aria-label={label} aria-current={isCurrent ? 'page' : undefined}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span className="rail__label">{label}</span>
        </a>
      </Tooltip>
    </li>
  );
}
