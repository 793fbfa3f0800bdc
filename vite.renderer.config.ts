/**
 * Builds the dashboard into `dist/renderer`: one page that runs as it is under the desktop's own protocol, at the root of the
 * sidecar and from any folder (hence the relative base). Nothing inline, so that its content security policy needs no exception.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'app/renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // The polyfill is an inline script; every browser with EventSource and ES modules preloads by itself.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
