/**
 * `npm start`: the product as its user sees it. Until the desktop stands that is the sidecar alone; every flag is the
 * sidecar's. Ends with the sidecar's exit code.
 */
import { join } from 'node:path';
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';

process.exitCode = await runChild(process.execPath, [join(root, 'sidecar', 'main.ts'), ...process.argv.slice(2)]);
