/**
 * One folder a client and case below golden/: `original.json` (absent where the client has no file yet), what it is after our
 * server was added, and after our entry alone was removed again (absent where the whole file went). Read them as a reviewer would: they are what users get.
 */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientDefinitions } from '../../../sidecar/clients/definitions/index.ts';
import { createSandbox } from '../../support/clients.ts';

const golden = join(import.meta.dirname, 'golden');
const cases = readdirSync(golden, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: client }) => readdirSync(join(golden, client)).map((name) => ({ client, name, folder: join(golden, client, name) })));

async function readIfThere(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, 'utf8') : null;
}

describe('golden folders', () => {
  it('stand for every client', () => {
    expect(new Set(cases.map(({ client }) => client))).toEqual(new Set(clientDefinitions.map(({ id }) => id)));
  });

  it.each(cases)('$client: $name is changed as recorded, and back', async ({ client, folder }) => {
    const sandbox = await createSandbox();
    const original = join(folder, 'original.json');
    const file = join(sandbox.home, 'settings.json');
    if (existsSync(original)) await sandbox.write('settings.json', await readFile(original));
    const configurator = sandbox.configurator();

    const result = await configurator.apply(await configurator.plan({ client, file }));
    expect(result.state).toBe('configured');
    expect(await readFile(file, 'utf8')).toBe(await readFile(join(folder, 'after-add.json'), 'utf8'));
    // A second click finds nothing to do.
    expect((await configurator.plan({ client, file })).edits).toEqual([]);

    // Without the copy of the original, only our entry can be removed.
    await rm(join(sandbox.dataFolder, 'client-backups'), { recursive: true, force: true });
    await configurator.undo({ client, file });
    expect(await readIfThere(file)).toBe(await readIfThere(join(folder, 'after-remove.json')));
  });
});
