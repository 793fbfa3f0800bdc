/**
 * Looks at what `pack.ts` made:
 *
 *     node test/electron-host/packaging/check.ts [--release DIR] [--executable NAME] [--require PATH]… [--fuse-off NAME]…
 *
 * Prints a line for each thing that holds, and ends with code 1 at the first that does not. Packages that were not made
 * are not looked for.
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkAppImage, checkArchive, checkDeb, checkFeed, checkFuses, measureApp } from './release-checks.ts';

const { values } = parseArgs({
  options: {
    'release': { type: 'string', default: 'release' },
    'executable': { type: 'string' },
    'require': { type: 'string', multiple: true, default: [] },
    'fuse-off': { type: 'string', multiple: true, default: [] },
  },
});

const release = resolve(values.release);
const resources = join(release, 'linux-unpacked/resources');
const archive = join(resources, 'app.asar');
const say = (line: string): void => console.log(`ok  ${line}`);

say(checkArchive(archive, ['/package.json', ...values.require]));
say(measureApp(resources));
if (values.executable !== undefined) say(checkFuses(join(release, 'linux-unpacked', values.executable), values['fuse-off']));
for (const name of readdirSync(release)) {
  const path = join(release, name);
  if (/^latest.*\.yml$/.test(name)) say(checkFeed(release, name));
  if (name.endsWith('.deb')) say(checkDeb(path));
  if (name.endsWith('.AppImage')) say(checkAppImage(path, archive));
}
