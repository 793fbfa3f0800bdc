/** `npm run build`: what ships, into dist/, part by part. Ends with the first failure's exit code. */
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';
import { toolPath } from './tool.ts';

const PARTS = ['sidecar'] as const;

for (const part of PARTS) {
  const code = await runChild(process.execPath, [toolPath('vite'), 'build', '--config', `vite.${part}.config.ts`], { cwd: root });
  if (code !== 0) {
    process.exitCode = code;
    break;
  }
}
