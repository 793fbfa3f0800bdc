import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJsonFile } from '../../../../app/main/storage/json-file.ts';
import { openPolicy } from '../../../../app/main/storage/policy-store.ts';
import type { PolicyView } from '../../../../sidecar/admin/schema.ts';
import { policySection } from '../../../../sidecar/config/schema.ts';

let folder = '';
const unreadable: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttx-policy-'));
  unreadable.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'policy.json');
const open = () =>
  openPolicy(createJsonFile({ path: path(), schema: policySection, onUnreadable: (movedTo) => void unreadable.push(movedTo) }));
const asking: PolicyView = {
  readOnly: false,
  rules: [{ tool: 'mqttPublish', topic: 'line/+/setpoint', decision: 'ask' }],
  brokers: ['*.example.com'],
  askTimeoutSeconds: 20,
};

describe('the permissions that the person has set', () => {
  it('permit everything before anything was set, and write nothing by themselves', async () => {
    expect((await open()).current).toEqual({ readOnly: false, rules: [], brokers: [], askTimeoutSeconds: 50 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are in force at once, told to whoever listens, and there after a restart', async () => {
    const store = await open();
    const heard: PolicyView[] = [];
    const stop = store.onChange((policy) => heard.push(policy));
    expect(await store.save(asking)).toEqual(asking);
    expect(store.current).toEqual(asking);
    stop();
    await store.save({ ...asking, readOnly: true });
    expect(heard).toEqual([asking]);
    expect((await open()).current).toEqual({ ...asking, readOnly: true });
  });

  it.each<[string, PolicyView, string]>([
    ['a filter that cannot be', { ...asking, rules: [{ topic: 'a/#/b', decision: 'deny' }] }, 'a/#/b'],
    ['an address that cannot be', { ...asking, brokers: ['*.*.example.com'] }, '*.*.example.com'],
    ['a time that is none', { ...asking, askTimeoutSeconds: 0 }, '1'],
  ])('do not become %s: what held before still does, here and in the file', async (_what, wrong, named) => {
    const store = await open();
    await store.save(asking);
    const heard: PolicyView[] = [];
    store.onChange((policy) => heard.push(policy));
    await expect(store.save(wrong)).rejects.toMatchObject({ code: 'invalid-arguments', message: expect.stringContaining(named) });
    expect(store.current).toEqual(asking);
    expect(heard).toEqual([]);
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual(asking);
  });

  it('are not in force when they could not be written', async () => {
    const store = await open();
    await store.save(asking);
    rmSync(path());
    // A folder in its place cannot be replaced by a file, by root neither.
    mkdirSync(join(path(), 'x'), { recursive: true });
    await expect(store.save({ ...asking, readOnly: true })).rejects.toThrow(/EISDIR|directory|ENOTEMPTY/);
    expect(store.current).toEqual(asking);
  });

  it('take what an older version did not know from the defaults', async () => {
    writeFileSync(path(), JSON.stringify({ readOnly: true }));
    expect((await open()).current).toEqual({ readOnly: true, rules: [], brokers: [], askTimeoutSeconds: 50 });
  });

  it.each(['{"readOnly": tr', '{"rules": [{"topic": "a/#/b", "decision": "deny"}]}'])(
    'are kept beside, not overwritten, when the file holds %j',
    async (text) => {
      writeFileSync(path(), text);
      expect((await open()).current.rules).toEqual([]);
      expect(unreadable).toHaveLength(1);
      expect(readFileSync(unreadable[0] ?? '', 'utf8')).toBe(text);
    },
  );
});
