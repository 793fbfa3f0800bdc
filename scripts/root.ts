/** The repository's folder, with a separator at its end: scripts and tests run in it, wherever they were called from. */
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
