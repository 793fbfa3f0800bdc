/** The SQLite store as a log: numbers, bounds, restarts. What fails on the way stands in failing-file.test.ts. */
import { mkdirSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { message } from '../hub/messages.ts';
import { contents, openStore, temporaryFolder } from './support.ts';

describe('the SQLite log', () => {
  it('numbers messages from 1 at once and reads them before and after they are written', async () => {
    const log = openStore().store.open('a', { kept: true });
    log.append(message('t', 'x'));
    log.append(message('t', 'y'));
    const last = log.append(message('t', 'z'));
    expect(contents(log)).toEqual(['1:x', '2:y', '3:z']);
    await log.durable(last);
    expect(contents(log)).toEqual(['1:x', '2:y', '3:z']);
    expect([log.first, log.next, log.get(0), log.get(4)]).toEqual([1, 4, undefined, undefined]);
  });

  it('has nothing to wait for once a message is written, nor on a connection that ends with the process', async () => {
    const { store } = openStore();
    const log = store.open('a', { kept: true });
    const first = log.append(message('t'));
    await log.durable(first);
    expect(log.durable(first)).toBeUndefined();
    const passing = store.open('b');
    expect(passing.durable(passing.append(message('t')))).toBeUndefined();
  });

  it('lets everybody who waits for the same message know', async () => {
    const log = openStore().store.open('a', { kept: true });
    const kept = log.append(message('t'));
    await expect(Promise.all([log.durable(kept), log.durable(kept)])).resolves.toEqual([undefined, undefined]);
  });

  it('keeps every byte and property of a message', async () => {
    const { store, path } = openStore();
    const log = store.open('a', { kept: true });
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    const full = message('sensor/ä/°C', '', {
      payload: bytes,
      qos: 2,
      retain: true,
      dup: true,
      receivedAt: 1_234,
      properties: {
        payloadFormatIndicator: false,
        messageExpiryInterval: 60,
        contentType: 'application/octet-stream',
        responseTopic: 'answer',
        correlationData: Buffer.from([0, 255, 10, 13]),
        userProperties: { 'one': '1', 'many': ['a', 'b'], '': '' },
        subscriptionIdentifier: [7],
      },
    });
    log.append(full);
    log.append(message('empty'));
    store.close();
    const read = openStore({ path }).store.open('a', { kept: true });
    expect(read.get(1)).toMatchObject({ ...full, connection: 'a', epoch: log.epoch, seq: 1 });
    expect(read.get(2)).toEqual(expect.objectContaining({ topic: 'empty', payload: Buffer.alloc(0), qos: 0, retain: false, dup: false }));
    expect(read.get(2)?.properties).toBeUndefined();
  });

  it('goes on with the same epoch and without a hole after a restart', async () => {
    const { store, path } = openStore();
    const before = store.open('a', { kept: true });
    for (const payload of ['1', '2', '3']) before.append(message('t', payload));
    store.close();
    const after = openStore({ path }).store.open('a', { kept: true });
    expect(after.epoch).toBe(before.epoch);
    expect(after.append(message('t', '4')).seq).toBe(4);
    expect(contents(after)).toEqual(['1:1', '2:2', '3:3', '4:4']);
  });

  it('goes on with the numbering when the bounds have left no message', async () => {
    let now = 1_000;
    const { store, path } = openStore({ bounds: { maxAgeMs: 500 }, now: () => now });
    const before = store.open('a', { kept: true });
    before.append(message('t', 'old', { receivedAt: 1_000 }));
    store.close();
    now = 10_000;
    const reopened = openStore({ path, bounds: { maxAgeMs: 500 }, now: () => now }).store;
    const after = reopened.open('a', { kept: true });
    await after.durable(after.append(message('t', 'new', { receivedAt: now })));
    expect([after.epoch, after.first, after.next, reopened.messages]).toEqual([before.epoch, 2, 3, 1]);
  });

  it('hands out the same log as long as the process lives, however often its connection comes and goes', async () => {
    const { store } = openStore();
    const first = store.open('a', { kept: true });
    first.append(message('t', 'x'));
    first.close();
    const again = store.open('a', { kept: true });
    again.append(message('t', 'y'));
    expect(again.epoch).toBe(first.epoch);
    expect(contents(again)).toEqual(['1:x', '2:y']);
  });

  it('forgets a log that is not kept when it is closed, and what a crash has left of one at the next start', async () => {
    const { store, path } = openStore();
    const passing = store.open('session');
    const kept = store.open('profile', { kept: true });
    for (let round = 0; round < 1_200; round += 1) passing.append(message('t', String(round)));
    await kept.durable(kept.append(message('t', 'kept')));
    passing.close();
    await expect.poll(() => store.messages).toBe(1);

    const left = store.open('left');
    left.append(message('t', 'left'));
    await kept.durable(kept.append(message('t', 'kept too')));
    store.close();
    const reopened = openStore({ path }).store;
    const after = reopened.open('profile', { kept: true });
    await after.durable(after.append(message('t', 'more')));
    await expect.poll(() => reopened.messages).toBe(3);
    expect(reopened.open('left').epoch).not.toBe(left.epoch);
  });

  it('keeps notes', () => {
    const { store, path } = openStore();
    expect(store.notes.get('a')).toBeUndefined();
    store.notes.set('a', '1');
    store.notes.set('a', '2');
    store.close();
    expect(openStore({ path }).store.notes.get('a')).toBe('2');
  });

  it('makes the folder, and a file that its owner alone may read', () => {
    const path = join(temporaryFolder(), 'deep', 'er', 'history.db');
    openStore({ path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes in WAL mode into a file that says what it is', () => {
    const { store, path } = openStore();
    store.close();
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    expect(db.prepare('PRAGMA application_id').get()).toEqual({ application_id: 0x4d_51_73_45 });
    db.close();
  });

  it('goes on with a file of an earlier version', () => {
    const { store, path } = openStore();
    const log = store.open('a', { kept: true });
    log.append(message('t', 'x', { qos: 1, packetId: 7 }));
    store.close();
    const earlier = new DatabaseSync(path);
    earlier.exec('ALTER TABLE messages DROP COLUMN packet; ALTER TABLE messages DROP COLUMN repeat_of; PRAGMA user_version = 1');
    earlier.close();
    const again = openStore({ path });
    const same = again.store.open('a', { kept: true });
    expect([same.epoch, contents(same), again.store.problem]).toEqual([log.epoch, ['1:x'], undefined]);
    expect(same.get(1)).not.toHaveProperty('packetId');
    same.append(message('t', 'y', { qos: 1, packetId: 8, repeatOf: 1 }));
    again.store.close();
    const read = openStore({ path }).store.open('a', { kept: true });
    expect([read.get(2)?.packetId, read.get(2)?.repeatOf]).toEqual([8, 1]);
  });

  it('refuses to start with a database of another program, and leaves it as it is', () => {
    const path = join(temporaryFolder(), 'theirs.db');
    const theirs = new DatabaseSync(path);
    theirs.exec('CREATE TABLE accounts (name TEXT); INSERT INTO accounts VALUES (1)');
    theirs.close();
    expect(() => openStore({ path })).toThrow(/database of another program/);
    const again = new DatabaseSync(path, { readOnly: true });
    expect(again.prepare('SELECT name FROM accounts').all()).toEqual([{ name: '1' }]);
    again.close();
  });

  it('starts without a file where a folder stands in its place, and says so', () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    const { store, logged } = openStore({ path });
    const log = store.open('a', { kept: true });
    log.append(message('t', 'x'));
    expect(contents(log)).toEqual(['1:x']);
    expect(store.problem).toEqual(expect.objectContaining({ code: 'store-failing', detail: expect.stringContaining(path) }));
    expect(logged.map(({ level }) => level)).toEqual(['error']);
  });
});
