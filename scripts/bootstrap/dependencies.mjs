// @ts-check
// Decides whether node_modules holds what package-lock.json asks for, and which npm call mends it. Pure: values in, values out.
// Used by scripts/bootstrap.mjs before anything is installed, so plain JavaScript that Node 20 runs, without any dependency.

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile */

/**
 * @param {string} text a lockfile of version 3
 * @returns {Lockfile | null} null when it is cut short or something else
 */
export function parseLockfile(text) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(text);
    return isLockfile(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Lockfile}
 */
function isLockfile(value) {
  return (
    typeof value === 'object' && value !== null && 'packages' in value && typeof value.packages === 'object' && value.packages !== null
  );
}

/**
 * Says why the dependencies have to be installed, or null when they stand as locked.
 * The comparison is with npm's own record of what it installed (`node_modules/.package-lock.json`, written last, so an
 * interrupted installation has none), not with a stamp of ours: an `npm install <package>` by hand then counts as installed.
 *
 * @param {Lockfile} locked package-lock.json
 * @param {Lockfile | null} installed node_modules/.package-lock.json, null when there is none
 * @returns {string | null} a clause for a person
 */
export function whyStale(locked, installed) {
  if (installed === null) return 'node_modules is missing or incomplete';
  for (const [path, wanted] of Object.entries(locked.packages)) {
    const found = installed.packages[path];
    // The root itself is not recorded; a build for another platform and an optional peer are left out by npm.
    if (path === '' || (found === undefined && (wanted.optional === true || wanted.peer === true))) continue;
    if (found === undefined) return `${packageName(path)} is not installed`;
    if (found.version !== wanted.version) {
      return `${packageName(path)} is ${found.version ?? 'of no version'}, package-lock.json asks for ${wanted.version ?? 'none'}`;
    }
    if (wanted.integrity !== undefined && found.integrity !== undefined && found.integrity !== wanted.integrity) {
      return `${packageName(path)} differs from package-lock.json`;
    }
  }
  const extra = Object.keys(installed.packages).find((path) => locked.packages[path] === undefined);
  return extra === undefined ? null : `${packageName(extra)} is installed but not in package-lock.json`;
}

/**
 * The npm arguments that install what is locked.
 * `npm ci` deletes node_modules first; Windows cannot delete the executable that runs this, once that is node_modules' own.
 *
 * @param {{ platform: string, execPath: string, modules: string }} where
 * @returns {string[]}
 */
export function installArguments({ platform, execPath, modules }) {
  const inPlace = platform === 'win32' && execPath.toLowerCase().startsWith(modules.toLowerCase());
  const command = inPlace ? ['install', '--no-save'] : ['ci'];
  return [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
}

/**
 * @param {string} path a key of the lockfile, such as `node_modules/a/node_modules/@b/c`
 * @returns {string} `@b/c`
 */
function packageName(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
