/**
 * The page as a whole: providers around the frame. Knows no page by itself; `layout/pages.tsx` does.
 */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import type { DashboardApi, Preferences } from '../shared/dashboard-api.ts';
import { ApiProvider } from './context/api.tsx';
import { ClockProvider } from './context/clock.tsx';
import { DashboardProvider } from './context/dashboard.tsx';
import { PreferencesProvider, usePreferences } from './context/preferences.tsx';
import { Shell } from './layout/shell.tsx';
import { theme } from './theme/theme.ts';

export function App({ api, first }: { readonly api: DashboardApi; readonly first: Preferences }) {
  return (
    <ApiProvider api={api}>
      <PreferencesProvider first={first}>
        <Components>
          <ClockProvider>
            <DashboardProvider>
              <Shell />
            </DashboardProvider>
          </ClockProvider>
        </Components>
      </PreferencesProvider>
    </ApiProvider>
  );
}

/** Mantine without any style element of its own: variables and classes stand in `theme/mantine.css`. */
function Components({ children }: { readonly children: ReactNode }) {
  const { theme: applied } = usePreferences();
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={applied === 'light' ? 'light' : 'dark'}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
      <Notifications position="bottom-right" limit={3} />
    </MantineProvider>
  );
}
