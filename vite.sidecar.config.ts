/**
 * Builds the sidecar into one file, dist/sidecar/main.js, with every package inside: the desktop starts it out of app.asar
 * with nothing around it, and `mqttx-sse-server` needs no node_modules.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Some packages were written for CommonJS, where a module knows its own file. */
const banner = 'const __filename = import.meta.filename, __dirname = import.meta.dirname;';

export default defineConfig({
  publicDir: false,
  resolve: { alias: { debug: fileURLToPath(new URL('scripts/build/silent-debug.cjs', import.meta.url)) } },
  ssr: { target: 'node', noExternal: true },
  build: {
    ssr: 'sidecar/main.ts',
    outDir: 'dist/sidecar',
    emptyOutDir: true,
    target: 'node24',
    // Stack traces in bug reports stay readable, and the size hardly matters beside Electron's.
    minify: false,
    // The licences of what is inside travel with it.
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { format: 'es', entryFileNames: 'main.js', codeSplitting: false, banner } },
  },
});
