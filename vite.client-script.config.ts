/**
 * Builds the browser library as a classic script, dist/client/script.js, which the sidecar serves as `…/mqttx/client.js` to pages
 * without modules. ES2015, as old as the compiler goes; ES5 had no promises anyway.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/client',
    emptyOutDir: false,
    target: 'es2015',
    lib: { entry: 'sidecar/client/script.ts', formats: ['iife'], name: 'mqttx', fileName: () => 'script.js' },
  },
});
