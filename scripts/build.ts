/**
 * `npm run build`: what ships, into dist/. Every `vite.<part>.config.ts` at the top builds one part; all are tried, and the
 * exit code is 1 when one of them failed.
 */
import { readdirSync } from 'node:fs';
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';
import { toolPath } from './tool.ts';

const configs = readdirSync(root).filter((file) => /^vite\.[\w-]+\.config\.ts$/.test(file));

for (const config of configs.toSorted()) {
  const code = await runChild(process.execPath, [toolPath('vite'), 'build', '--logLevel', 'warn', '--config', config], { cwd: root });
  console.log(`${code === 0 ? '✓' : '✗'} ${config}`);
  if (code !== 0) process.exitCode = 1;
}
