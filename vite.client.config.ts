/**
 * Builds the browser library as a module, dist/client/index.js, with its types beside it: what `mqttx-sse-server/client` names.
 * The classic script is built by vite.client-script.config.ts.
 */
import { execFileSync } from 'node:child_process';
import { defineConfig, type Plugin } from 'vite';
import { toolPath } from './scripts/tool.ts';

export default defineConfig({
  publicDir: false,
  plugins: [types()],
  build: {
    outDir: 'dist/client',
    emptyOutDir: false,
    // Older browsers take the classic script.
    target: 'es2022',
    lib: { entry: 'sidecar/client/index.ts', formats: ['es'], fileName: () => 'index.js' },
    // Vite would leave a module its white space and annotations, for bundlers that drop what is not used; here all is.
    minify: 'oxc',
    rolldownOptions: { output: { minify: true, comments: false } },
  },
});

/** Vite emits no declarations. */
function types(): Plugin {
  return {
    name: 'declarations',
    writeBundle({ dir = '' }) {
      const declarations = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', dir];
      const language = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom,dom.iterable'];
      const rest = ['--strict', '--allowImportingTsExtensions', '--rewriteRelativeImportExtensions', '--ignoreConfig', '--types', ''];
      execFileSync(process.execPath, [toolPath('typescript', 'tsc'), ...declarations, ...language, ...rest, 'sidecar/client/index.ts']);
    },
  };
}
