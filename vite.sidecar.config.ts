/**
 * Builds the sidecar into one file, dist/sidecar/main.js, with every package inside: the desktop starts it out of app.asar
 * with nothing around it, and `mqttx-sse-server` needs no node_modules.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  // Packages are only for the browser's build to look into.
  publicDir: false,
  ssr: { target: 'node', noExternal: true },
  build: {
    ssr: 'sidecar/main.ts',
    outDir: 'dist/sidecar',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    // The licences of what is inside travel with it.
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { format: 'es', entryFileNames: 'main.js', codeSplitting: false } },
  },
});
