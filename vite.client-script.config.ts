/**
 * Builds the browser library as a classic script, dist/client/script.js, which the sidecar serves as `…/mqttx/client.js` to pages
 * without modules, in old browsers too: in ECMAScript 5. Vite's own compiler goes no lower than 2015, so TypeScript 6, the last that
 * knows ECMAScript 5, takes it from there, and esbuild makes it small. Only arrays may be gone through or spread in the library: over
 * anything else the compiled loops would find nothing.
 */
import { transform } from 'esbuild';
import ts from 'typescript6';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  publicDir: false,
  plugins: [ecmaScript5()],
  build: {
    outDir: 'dist/client',
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    lib: { entry: 'sidecar/client/script.ts', formats: ['iife'], name: 'mqttx', fileName: () => 'script.js' },
    // Old browsers have no symbols.
    rolldownOptions: { output: { generatedCode: { symbols: false } } },
  },
});

function ecmaScript5(): Plugin {
  const { options: compilerOptions } = ts.convertCompilerOptionsFromJson({ target: 'es5' }, '.');
  return {
    name: 'ecmascript-5',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const { outputText } = ts.transpileModule(file.code, { compilerOptions });
        // Within a function, or the compiler's helpers would be globals of the page.
        const { code } = await transform(`var mqttx = (function () { ${outputText} return mqttx; })();`, { target: 'es5', minify: true });
        file.code = code;
      }
    },
  };
}
