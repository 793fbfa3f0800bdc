/**
 * The system's own tools that packing and checking start, and the Debian packages that bring them.
 */
import { execFileSync, type StdioOptions } from 'node:child_process';

const PACKAGES = {
  'bash': 'bash',
  'desktop-file-validate': 'desktop-file-utils',
  'dpkg-deb': 'dpkg',
  'rpmbuild': 'rpm',
} as const;

/** @throws Error that names the package to install when the tool is not there, or the tool's own failure */
export function runTool(tool: keyof typeof PACKAGES, args: readonly string[], stdio: StdioOptions = 'pipe'): void {
  try {
    execFileSync(tool, args, { stdio });
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new Error(`${tool} is not installed. Install it: apt-get install ${PACKAGES[tool]}`, { cause: error });
    throw error;
  }
}
