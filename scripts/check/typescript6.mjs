// @ts-check
// Lets dependency-cruiser read TypeScript: it needs the compiler's JavaScript API, which TypeScript 7 does not have. Preloaded
// into its process alone (`node --import`), so that there `typescript` means version 6; everything else is checked by version 7.
// Goes when dependency-cruiser supports TypeScript 7: docs/adr/0003-dependency-directions.md.

import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => next(specifier.replace(/^typescript(?=$|\/)/, 'typescript6'), context),
});
