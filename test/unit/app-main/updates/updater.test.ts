import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { updateSupport } from '../../../../app/main/updates/update-support.ts';
import { createUpdater } from '../../../../app/main/updates/updater.ts';
import type { Settings } from '../../../../app/shared/ipc/settings.ts';

class Engine extends EventEmitter {
  autoDownload = true;
  autoInstallOnAppQuit = false;
  checkForUpdates = vi.fn(() => Promise.resolve());
  downloadUpdate = vi.fn(() => Promise.resolve());
  quitAndInstall = vi.fn();
}

const log = { error: () => undefined, warn: () => undefined, info: () => undefined };

function create(mode: Settings['updates'] = 'notify') {
  const engine = new Engine();
  const updater = createUpdater({ engine, mode: () => mode, log, now: () => 42 });
  const states: string[] = [];
  updater.onState(({ name }) => states.push(name));
  return { engine, updater, states };
}

describe('the updater', () => {
  it('fetches nothing that nobody asked for', () => {
    const { engine } = create();
    expect(engine.autoDownload).toBe(false);
  });

  it('says when there is nothing new, and when it looked', async () => {
    const { engine, updater, states } = create();
    await updater.check();
    engine.emit('update-not-available');
    expect(states).toEqual(['checking', 'idle']);
    expect(updater.state).toEqual({ name: 'idle', checkedAt: 42 });
  });

  it('tells of a new version, fetches it when it is wished, and tells how far it is', async () => {
    const { engine, updater, states } = create();
    await updater.check();
    engine.emit('update-available', { version: '2.0.0', releaseNotes: '<p>New: <b>chunks</b></p><p>Faster</p>' });
    expect(updater.state).toEqual({ name: 'available', version: '2.0.0', notes: 'New: chunks\nFaster' });
    expect(engine.downloadUpdate).not.toHaveBeenCalled();
    await updater.download();
    engine.emit('download-progress', { percent: 40.5, bytesPerSecond: 1000 });
    expect(updater.state).toEqual({ name: 'downloading', version: '2.0.0', percent: 40.5, bytesPerSecond: 1000 });
    engine.emit('update-downloaded', { version: '2.0.0' });
    expect(states).toEqual(['checking', 'available', 'downloading', 'downloading', 'ready']);
    updater.install();
    expect(engine.quitAndInstall).toHaveBeenCalledOnce();
  });

  it('fetches at once where that is the setting', async () => {
    const { engine, updater } = create('install');
    await updater.check();
    engine.emit('update-available', { version: '2.0.0' });
    expect(engine.downloadUpdate).toHaveBeenCalledOnce();
  });

  it('says what went wrong, once, and can be tried again', async () => {
    const { engine, updater, states } = create();
    engine.checkForUpdates.mockRejectedValueOnce(new Error('net::ERR_INTERNET_DISCONNECTED\nstack'));
    engine.checkForUpdates.mockImplementationOnce(() => Promise.resolve());
    await updater.check();
    engine.emit('error', new Error('the same again'));
    expect(states).toEqual(['checking', 'failed']);
    expect(updater.state).toMatchObject({ name: 'failed', message: 'net::ERR_INTERNET_DISCONNECTED' });
    await updater.check();
    expect(updater.state).toEqual({ name: 'checking' });
  });

  it('does nothing where something else updates the program', async () => {
    const updater = createUpdater({ engine: { elsewhere: 'a new .deb package' }, mode: () => 'install', log });
    await updater.check();
    await updater.download();
    updater.install();
    expect(updater.state).toEqual({ name: 'elsewhere', by: 'a new .deb package' });
  });
});

describe('which installation updates itself', () => {
  const installation = { platform: 'linux', isPackaged: true, env: {}, packageType: undefined } as const;

  it.each([
    [{ isPackaged: false }, false],
    [{ platform: 'darwin' as const }, true],
    [{ platform: 'win32' as const }, true],
    [{ platform: 'win32' as const, env: { PORTABLE_EXECUTABLE_FILE: 'C:\\x.exe' } }, false],
    [{ env: { APPIMAGE: '/opt/x.AppImage' } }, true],
    [{ packageType: 'deb' }, false],
    [{ packageType: 'rpm' }, false],
    [{}, false],
  ])('%o', (more, able) => {
    expect(updateSupport({ ...installation, ...more }).ok).toBe(able);
  });
});
