import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBackups } from '../../../sidecar/clients/backups.ts';
import { createJournal, mergeRecords } from '../../../sidecar/clients/journal.ts';
import type { JournalRecord } from '../../../sidecar/clients/schemas.ts';

function record(values: Partial<JournalRecord>): JournalRecord {
  return {
    client: 'cursor',
    installation: 'default',
    label: 'all projects',
    file: '/home/u/.cursor/mcp.json',
    serverName: 'mqttx-server',
    transport: 'sse',
    appliedAt: '2026-11-03T10:00:00.000Z',
    hashAfter: 'hash-1',
    backup: '/data/first.bak',
    createdFolders: [],
    createdContainers: [],
    otherServers: [],
    edits: [],
    ...values,
  };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mqttx-journal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the journal', () => {
  it('keeps one record per file and server name', async () => {
    const journal = createJournal(join(await temporaryFolder(), 'deep', 'journal.json'));
    expect(await journal.records()).toEqual([]);
    await journal.put(record({ backup: null }));
    await journal.put(record({ serverName: 'other' }));
    await journal.put(record({}));
    expect(await journal.records()).toEqual([record({ serverName: 'other' }), record({})]);
    await journal.remove(record({}));
    expect((await journal.records()).map(({ serverName }) => serverName)).toEqual(['other']);
  });
});

describe('mergeRecords', () => {
  const path = ['mcpServers', 'mqttx-server'];
  const first = record({ edits: [{ path, role: 'entry', before: null, after: '{"url":"a"}' }], createdContainers: [['mcpServers']] });

  it('takes what was before the first change and what is since the second', () => {
    const second = record({
      hashAfter: 'hash-2',
      backup: '/data/second.bak',
      edits: [{ path, role: 'entry', before: '{ "url": "a" }', after: '{"url":"b"}' }],
    });
    expect(mergeRecords(first, second, true)).toEqual({
      ...second,
      backup: '/data/first.bak',
      createdContainers: [['mcpServers']],
      edits: [{ path, role: 'entry', before: null, after: '{"url":"b"}' }],
    });
  });

  it('gives up on restoring byte for byte where somebody wrote in between', () => {
    expect(mergeRecords(first, record({ hashAfter: 'hash-2', backup: '/data/second.bak' }), false)).toMatchObject({ hashAfter: null });
  });

  it('takes for the state before what somebody else put there in between', () => {
    const second = record({ edits: [{ path, role: 'entry', before: '{"url":"theirs"}', after: '{"url":"b"}' }] });
    expect(mergeRecords(first, second, false).edits).toEqual(second.edits);
  });
});

describe('backups', () => {
  it('carry the time in their name, are the last ten of a file, and those still needed', async () => {
    const folder = await temporaryFolder();
    let time = Date.UTC(2026, 10, 3, 10, 0, 0);
    const backups = createBackups(folder, () => new Date(time));
    const saved: string[] = [];
    for (let index = 0; index < 13; index += 1) {
      saved.push(await backups.save('/home/u/config.json', Buffer.from(String(index)), saved.slice(0, 1)));
      time += 1000;
    }
    await backups.save('/home/u/other.json', Buffer.from('x'), []);
    const own = (await readdir(join(saved[0] ?? '', '..'))).toSorted();
    expect(own).toHaveLength(11);
    expect(own[0]).toBe('config.json.2026-11-03T10-00-00-000Z.bak');
    expect(own[1]).toBe('config.json.2026-11-03T10-00-03-000Z.bak');
    expect(await readFile(saved[12] ?? '', 'utf8')).toBe('12');
  });

  it('made in the same millisecond do not overwrite each other', async () => {
    const backups = createBackups(await temporaryFolder(), () => new Date(0));
    const [a, b] = [await backups.save('/f.json', Buffer.from('a'), []), await backups.save('/f.json', Buffer.from('b'), [])];
    expect([await readFile(a, 'utf8'), await readFile(b, 'utf8')]).toEqual(['a', 'b']);
  });
});
