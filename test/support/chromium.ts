/** Where the browser of tests and pictures is, and how it has to be started on a machine without a desktop. */
const { CHROMIUM: named = '' } = process.env;
export const CHROMIUM_PATH = named === '' ? '/usr/bin/chromium' : named;

export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;
