/**
 * Makes `electron` resolve to the host's modules, for `import` and `require` alike, wherever the app's code lies.
 */
import { registerHooks } from 'node:module';

const SPECIFIER = /^electron(?:\/(?:main|common))?$/;
const URL = 'electron-host:electron';
const GLOBAL = Symbol.for('electron-host.electron');

export function offerElectron(members: Readonly<Record<string, object>>): void {
  Object.defineProperty(globalThis, GLOBAL, { value: members });
  // Written as CommonJS whose exports can be seen without running it: `require` gets an ordinary object, `import` gets
  // names, and a name that the host lacks fails when the app is linked.
  const names = Object.keys(members).map((name) => `exports.${name} = members.${name};`);
  const source = `const members = globalThis[Symbol.for('electron-host.electron')];\n${names.join('\n')}\n`;
  registerHooks({
    resolve: (specifier, context, next) =>
      SPECIFIER.test(specifier) ? { url: URL, format: 'commonjs', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) => (url === URL ? { format: 'commonjs', source, shortCircuit: true } : next(url, context)),
  });
}
