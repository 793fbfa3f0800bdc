/**
 * Builds the desktop's main process (dist/main/index.js) and preload script (dist/preload/index.cjs), each into one file with
 * everything but Electron inside, so that the packed program needs no node_modules. Icons are copied beside them.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** Some packages were written for CommonJS, where a module knows its own file. */
const banner = 'const __filename = import.meta.filename, __dirname = import.meta.dirname;';

/** What main reads at run time stands in dist, so that dist is all that is packed. */
const copyIcons: Plugin = {
  name: 'copy-icons',
  writeBundle() {
    cpSync(join(root, 'resources', 'icons', 'tray'), join(root, 'dist', 'icons', 'tray'), { recursive: true });
    cpSync(join(root, 'resources', 'icons', '256x256.png'), join(root, 'dist', 'icons', 'window.png'));
  },
};

export default defineConfig({
  publicDir: false,
  builder: {
    async buildApp({ environments, build }) {
      for (const name of ['main', 'preload']) {
        const environment = environments[name];
        if (environment !== undefined) await build(environment);
      }
    },
  },
  environments: {
    main: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: 'dist/main',
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        sourcemap: true,
        license: { fileName: 'licenses.md' },
        rolldownOptions: {
          input: 'app/main/index.ts',
          external: ['electron'],
          plugins: [copyIcons],
          output: { format: 'es', entryFileNames: 'index.js', codeSplitting: false, banner },
        },
      },
    },
    preload: {
      consumer: 'client',
      build: {
        outDir: 'dist/preload',
        emptyOutDir: true,
        // Electron 45's Chromium.
        target: 'chrome140',
        minify: false,
        sourcemap: false,
        modulePreload: false,
        rolldownOptions: {
          input: 'app/preload/index.ts',
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
        },
      },
    },
  },
});
