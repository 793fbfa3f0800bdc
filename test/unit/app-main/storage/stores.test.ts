import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJsonFile } from '../../../../app/main/storage/json-file.ts';
import { describeSettings } from '../../../../app/main/storage/describe-settings.ts';
import { profileFileSchema } from '../../../../app/main/storage/profile-file.ts';
import { openProfiles } from '../../../../app/main/storage/profile-store.ts';
import { openSettings } from '../../../../app/main/storage/settings-store.ts';
import { defaultSettings, settingsFileSchema } from '../../../../app/main/storage/stored-settings.ts';
import type { ProfileChange } from '../../../../app/shared/ipc/profiles.ts';
import { profileSchema } from '../../../../sidecar/config/schema.ts';

let folder = '';
const unreadable: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mqttx-stores-'));
  unreadable.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onUnreadable = (movedTo: string) => void unreadable.push(movedTo);
/** Stands for the system's keychain. */
const secrets = {
  seal: (secret: string) => Promise.resolve(Buffer.from(`sealed:${secret}`).toString('base64')),
  open: (sealed: string) => Promise.resolve(Buffer.from(sealed, 'base64').toString().replace('sealed:', '')),
};

describe('a JSON file', () => {
  const open = () => createJsonFile({ path: join(folder, 'a.json'), schema: z.object({ count: z.number() }), onUnreadable });

  it('is undefined before it was written, and what was written last afterwards', async () => {
    const file = open();
    expect(await file.read()).toBeUndefined();
    await Promise.all([file.write({ count: 1 }), file.write({ count: 2 }), file.write({ count: 3 })]);
    expect(await open().read()).toEqual({ count: 3 });
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it.each(['{"count": 1', '{"count": "one"}', ''])('is moved aside, not overwritten, when it holds %j', async (text) => {
    writeFileSync(join(folder, 'a.json'), text);
    expect(await open().read()).toBeUndefined();
    expect(unreadable).toHaveLength(1);
    expect(readFileSync(unreadable[0] ?? '', 'utf8')).toBe(text);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is readable by its owner alone', async () => {
    await open().write({ count: 1 });
    expect(statSync(join(folder, 'a.json')).mode & 0o077).toBe(0);
  });

  it('is not written with what it must not hold', async () => {
    const file = open();
    await file.write({ count: 1 });
    await expect(file.write({ count: Number.NaN })).rejects.toThrow(/number/);
    expect(await file.read()).toEqual({ count: 1 });
  });
});

describe('the settings', () => {
  const open = () =>
    openSettings(createJsonFile({ path: join(folder, 'settings.json'), schema: settingsFileSchema, onUnreadable }), secrets);

  it('begin with the defaults of the configuration', async () => {
    expect((await open()).current).toMatchObject({ port: 4000, autostart: null, theme: 'system', limits: { sessions: 10_000 } });
  });

  it('survive a restart, and tell who listens', async () => {
    const settings = await open();
    const heard: number[] = [];
    settings.onChange(({ port }) => heard.push(port));
    await settings.change({ port: 4100, theme: 'night' });
    expect(heard).toEqual([4100]);
    expect((await open()).current).toMatchObject({ port: 4100, theme: 'night' });
  });

  it('take what an older version did not know from the defaults', async () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ port: 4200 }));
    expect((await open()).current).toEqual({ ...defaultSettings(), port: 4200 });
  });

  it('keep the token sealed, and make one when one is required', async () => {
    const settings = await open();
    expect(await settings.requiredToken()).toBeUndefined();
    await settings.change({ tokenRequired: true });
    const token = await settings.requiredToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await settings.requiredToken()).toBe(token);
    expect(await (await open()).requiredToken()).toBe(token);
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).not.toContain(token);
    expect(await settings.renewToken()).not.toBe(token);
  });

  it('show the page that there is a token, and that a restart is needed, and nothing of the token', () => {
    const stored = { ...defaultSettings(), token: 'c2VhbGVk', tokenRequired: true };
    const shown = describeSettings(stored, { applied: { ...stored, port: 4001 }, autostartAvailable: true });
    expect(shown).toMatchObject({ hasToken: true, restartNeeded: true });
    expect(JSON.stringify(shown)).not.toContain('c2VhbGVk');
    expect(describeSettings(stored, { applied: { ...stored, theme: 'dark' }, autostartAvailable: true }).restartNeeded).toBe(false);
    expect(describeSettings(stored, { applied: undefined, autostartAvailable: true }).restartNeeded).toBe(false);
  });
});

describe('the profiles', () => {
  const known: string[] = [];
  const lost: string[] = [];
  const open = (box = secrets) =>
    openProfiles({
      file: createJsonFile({ path: join(folder, 'profiles.json'), schema: profileFileSchema, onUnreadable }),
      secrets: box,
      onSecret: (secret) => known.push(secret),
      onLost: (profile) => lost.push(profile),
    });
  const change = (more: Partial<ProfileChange> = {}, profile: Partial<ProfileChange['profile']> = {}): ProfileChange => ({
    previousName: null,
    profile: {
      name: 'plant',
      url: 'mqtts://plant.example:8883',
      protocolVersion: 5,
      clientId: null,
      username: 'line-3',
      keepaliveSeconds: 30,
      cleanStart: true,
      tls: { ca: null, cert: null, rejectUnauthorized: true },
      ...profile,
    },
    isDefault: false,
    ...more,
  });
  beforeEach(() => {
    known.length = 0;
    lost.length = 0;
  });

  it('begin with the local one', async () => {
    expect((await open()).list()).toMatchObject([{ name: 'local', isDefault: true, editable: true, hasPassword: false }]);
  });

  it('keep the session at the broker, as the sidecar does where its history outlives it, unless a person says otherwise', async () => {
    const profiles = await open();
    await profiles.save(change({}, { cleanStart: true }));
    const { profiles: handed } = await profiles.forSidecar();
    expect(handed).toMatchObject({ local: { cleanStart: false }, plant: { cleanStart: true } });
    expect(handed['local']).not.toHaveProperty('clientId');
  });

  it('hand secrets to the sidecar and to nobody else', async () => {
    const profiles = await open();
    const listed = await profiles.save(change({ password: 'geheim!', key: 'PRIVATE' }));
    expect(listed).toMatchObject([{ name: 'local' }, { name: 'plant', hasPassword: true, hasKey: true }]);
    expect(JSON.stringify(listed)).not.toMatch(/geheim|PRIVATE/);
    expect(readFileSync(join(folder, 'profiles.json'), 'utf8')).not.toMatch(/geheim|PRIVATE/);
    const { profiles: handed } = await (await open()).forSidecar();
    expect(handed['plant']).toMatchObject({ password: 'geheim!', tls: { key: 'PRIVATE' } });
    expect(known).toEqual(expect.arrayContaining(['geheim!', 'PRIVATE']));
  });

  it('are what the configuration of the sidecar accepts', async () => {
    const profiles = await open();
    await profiles.save(change({ password: 'geheim!' }));
    await profiles.save(change({ password: 'x' }, { name: 'plain', url: 'ws://plain.example/mqtt', username: '' }));
    const { profiles: handed } = await profiles.forSidecar();
    expect(Object.keys(handed)).toEqual(['local', 'plant', 'plain']);
    for (const profile of Object.values(handed)) expect(profileSchema.safeParse(profile).error).toBeUndefined();
    expect(handed['plain']).not.toHaveProperty('tls');
    expect(handed['plain']).not.toHaveProperty('username');
  });

  it('keep a secret that a change leaves alone, and forget one that it removes', async () => {
    const profiles = await open();
    await profiles.save(change({ password: 'geheim!' }));
    await profiles.save(change({ previousName: 'plant' }, { name: 'plant-2' }));
    expect((await profiles.forSidecar()).profiles['plant-2']?.password).toBe('geheim!');
    await profiles.save(change({ previousName: 'plant-2', password: null }, { name: 'plant-2' }));
    expect((await profiles.forSidecar()).profiles['plant-2']).not.toHaveProperty('password');
  });

  it('are tried with the stored secrets that a change leaves alone', async () => {
    const profiles = await open();
    await profiles.save(change({ password: 'geheim!' }));
    expect((await profiles.inputOf(change({ previousName: 'plant' }))).password).toBe('geheim!');
    expect((await profiles.inputOf(change({ previousName: 'plant', password: 'other' }))).password).toBe('other');
    expect(await profiles.inputOf(change({ previousName: 'plant', password: null }))).not.toHaveProperty('password');
  });

  it('have one default, which falls back to the local one', async () => {
    const profiles = await open();
    await profiles.save(change({ isDefault: true }));
    expect((await profiles.forSidecar()).defaultProfile).toBe('plant');
    await profiles.save(change({ previousName: 'plant', isDefault: true }, { name: 'renamed' }));
    expect((await profiles.forSidecar()).defaultProfile).toBe('renamed');
    await profiles.remove('renamed');
    expect((await profiles.forSidecar()).defaultProfile).toBe('local');
  });

  it('have names of their own', async () => {
    const profiles = await open();
    await profiles.save(change());
    await expect(profiles.save(change())).rejects.toMatchObject({ code: 'profile-name-taken' });
    await expect(profiles.save(change({}, { name: 'local' }))).rejects.toMatchObject({ code: 'profile-name-taken' });
    await expect(profiles.remove('nowhere')).rejects.toMatchObject({ code: 'profile-not-found' });
  });

  it('let the local one be changed, and bring it back when it is removed', async () => {
    const profiles = await open();
    await profiles.save(change({ previousName: 'local' }, { name: 'local', url: 'mqtt://10.0.0.5:1883' }));
    expect(profiles.list()).toMatchObject([{ name: 'local', url: 'mqtt://10.0.0.5:1883' }]);
    expect(await profiles.remove('local')).toMatchObject([{ name: 'local', url: 'mqtt://127.0.0.1:1883' }]);
  });

  it('are used without a secret that cannot be opened, and say so', async () => {
    await (await open()).save(change({ password: 'geheim!' }));
    const profiles = await open({ ...secrets, open: () => Promise.reject(new Error('locked')) });
    expect((await profiles.forSidecar()).profiles['plant']).not.toHaveProperty('password');
    expect(lost).toEqual(['plant']);
  });
});
