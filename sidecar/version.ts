/** Name and version of the program, as its package says; the build replaces the file's text by these values. */
import packageJson from '../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
