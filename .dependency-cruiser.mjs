// @ts-check
/**
 * Which room may import which: edges → features → core → plain helpers, one way only. Run by `npm run check:directions`;
 * test/unit/tooling/directions.test.ts breaks each rule once. Imports of types count like all others unless a rule says
 * otherwise: two files that cannot be understood without each other are one, whatever survives compilation.
 */

const core = '^sidecar/(mqtt|hub)/';
const features = '^sidecar/(mcp|bridge|admin|audit|clients|cluster)/';
const helpers = '^sidecar/((config|observe|policy|security|error-kinds)/|errors\\.ts$)';
const compositionRoots = '^sidecar/(main|server|stdio-server|compose)\\.ts$';
const electron = '(^|/)node_modules/electron/|^electron$';
const express = '(^|/)node_modules/(@types/)?express/|^express$';

/** @typedef {Extract<import('dependency-cruiser').IForbiddenRuleType, { to: unknown }>} Rule */

/**
 * One rule: whoever stands in `from` may not import what stands in `to`.
 *
 * @param {string} name
 * @param {string} comment
 * @param {Rule['from']} from
 * @param {Rule['to']} to
 * @returns {Rule}
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-circle', 'Two files that import each other are one; move what both need below them.', {}, { circular: true }),
    forbid('resolvable', 'The import leads nowhere: a wrong path, or a package that is not installed.', {}, { couldNotResolve: true }),

    forbid(
      'core-below-features',
      'Broker connections and the hub serve every feature, so they know none.',
      { path: core },
      { path: [features, '^sidecar/(client|http)/'] },
    ),
    forbid('core-without-express', 'Nor do they know HTTP, not even through a helper.', { path: core }, { path: express, reachable: true }),
    forbid(
      'helpers-below-features',
      'Configuration, observation, security and errors are used by features and use none; they may know the shape of what they report.',
      { path: helpers },
      { path: features, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'errors-at-the-bottom',
      'The registry of errors is what all may import, so it imports nothing but its own parts.',
      { path: ['^sidecar/errors\\.ts$', '^sidecar/error-kinds/'] },
      { pathNot: '^sidecar/error-kinds/' },
    ),
    forbid(
      'features-apart',
      'MCP, bridge, administration and client configuration are put together by the composition root; types may be shared.',
      { path: features },
      { path: features, pathNot: '^sidecar/$1/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'only-roots-compose',
      'What puts everything together is imported by the command line, tests and benchmarks alone.',
      { path: '^(app|sidecar)/', pathNot: compositionRoots },
      { path: compositionRoots },
    ),
    forbid(
      'browser-library-alone',
      'The client library runs in any page: nothing of Node, no package, nothing else of the sidecar.',
      { path: '^sidecar/client/' },
      { pathNot: '^sidecar/client/' },
    ),

    forbid('sidecar-without-desktop', 'The sidecar runs where there is no Electron.', { path: '^sidecar/' }, { path: ['^app/', electron] }),
    forbid(
      'sidecar-logs-by-node',
      "electron-log's other entries look for Electron.",
      { path: '^sidecar/' },
      { path: '(^|/)node_modules/electron-log/', pathNot: '/electron-log/(node\\.|src/node/)' },
    ),
    forbid(
      'app-takes-types-and-schemas',
      'The app knows the sidecar by its public types, schemas and errors, redacts as it does, and uses the engine that configures clients.',
      { path: '^app/' },
      {
        path: '^sidecar/',
        pathNot: [
          '^sidecar/.+/types\\.ts$',
          '^sidecar/(config|admin|parent)/schema\\.ts$',
          '^sidecar/errors\\.ts$',
          '^sidecar/observe/redact\\.ts$',
          '^sidecar/clients/',
        ],
      },
    ),
    forbid(
      'electron-in-two-rooms',
      'Electron is imported by the main process and the preload script alone.',
      { pathNot: '^(app/(main|preload)|test)/' },
      { path: electron },
    ),
    forbid(
      'renderer-without-main',
      'The dashboard talks to the main process over the bridge and in a browser there is none.',
      { path: '^app/renderer/' },
      { path: '^app/(main|preload)/' },
    ),
    forbid(
      'renderer-without-node',
      'The dashboard also runs in a browser, which has none of these modules.',
      { path: '^app/(renderer|shared)/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'shared-below-both-sides',
      'What main process and page share knows neither.',
      { path: '^app/shared/' },
      { path: '^app/(main|preload|renderer)/' },
    ),
    forbid(
      'preload-is-thin',
      'The preload script holds the bridge and nothing else.',
      { path: '^app/preload/' },
      { path: ['^app/(main|renderer)/', '^sidecar/'] },
    ),
    forbid(
      'main-without-renderer',
      'The main process loads the page, it does not import it.',
      { path: '^app/main/' },
      { path: '^app/renderer/' },
    ),

    forbid(
      'product-without-tests',
      'What ships knows nothing of what stays here.',
      { path: '^(app|sidecar)/' },
      { path: '^(test|bench|scripts|examples)/' },
    ),
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.d.ts'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
