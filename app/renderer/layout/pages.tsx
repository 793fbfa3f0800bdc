/** Which component draws which page. */
import type { ComponentType } from 'react';
import type { PageName } from '../../shared/ipc-contract.ts';
import { ActivityPage } from '../pages/activity/activity-page.tsx';
import { BrokersPage } from '../pages/brokers/brokers-page.tsx';
import { ClientsPage } from '../pages/clients/clients-page.tsx';
import { LogsPage } from '../pages/logs/logs-page.tsx';
import { MessagesPage } from '../pages/messages/messages-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { PermissionsPage } from '../pages/permissions/permissions-page.tsx';
import { SessionsPage } from '../pages/sessions/sessions-page.tsx';
import { SettingsPage } from '../pages/settings/settings-page.tsx';
import { WelcomePage } from '../pages/welcome/welcome-page.tsx';
import type { PageProps } from './page-props.ts';

export const PAGE_COMPONENTS: Readonly<Record<PageName, ComponentType<PageProps>>> = {
  overview: OverviewPage,
  sessions: SessionsPage,
  brokers: BrokersPage,
  messages: MessagesPage,
  activity: ActivityPage,
  permissions: PermissionsPage,
  clients: ClientsPage,
  logs: LogsPage,
  settings: SettingsPage,
  welcome: WelcomePage,
};
