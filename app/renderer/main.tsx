/**
 * The dashboard's composition root: chooses the API by where the page runs, and draws the first frame with the theme and the
 * language of last time.
 */
import './schema-setup.ts';
import './theme/tokens.css';
import './theme/mantine.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { DashboardApi } from '../shared/dashboard-api.ts';
import { createAdminHttp } from '../shared/admin-client/admin-http.ts';
import { createTokenStore, takeTokenFromAddress } from './api/admin-token.ts';
import { createBridgeApi } from './api/bridge-api.ts';
import { createBridgeCalls } from './api/bridge-call.ts';
import { createBrowserApi } from './api/browser-api.ts';
import { copyText, openWindow, saveFile } from './api/browser-effects.ts';
import { createPreferenceStore, type PreferenceStore } from './api/browser-preferences.ts';
import { App } from './app.tsx';
import { applyTheme, resolveTheme } from './theme/apply-theme.ts';

function createApi(preferences: PreferenceStore): DashboardApi {
  if (window.mqttxBridge !== undefined) return createBridgeApi(createBridgeCalls(window.mqttxBridge), preferences);
  const tokens = createTokenStore(window.sessionStorage);
  takeTokenFromAddress(window.location, window.history, tokens);
  // A token given while the page is open (a second printed address in the same tab) changes the fragment only.
  window.addEventListener('hashchange', () => takeTokenFromAddress(window.location, window.history, tokens));
  const http = createAdminHttp(`${basePath()}/admin/v1`, tokens.read);
  return createBrowserApi({ http, tokens, preferences, copyText, openWindow, saveFile });
}

function basePath(): string {
  return document.querySelector('meta[name="mqttx-base-path"]')?.getAttribute('content') ?? '/mqttx';
}

const preferences = createPreferenceStore(window.localStorage);
const first = preferences.read();
applyTheme(document.documentElement, resolveTheme(first.theme, window.matchMedia('(prefers-color-scheme: dark)').matches));

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App api={createApi(preferences)} first={first} />
    </StrictMode>,
  );
}
