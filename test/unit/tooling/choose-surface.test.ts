import { describe, expect, it } from 'vitest';
import { chooseSurface, type Facts } from '../../../scripts/start/choose-surface.ts';

const desktop: Facts = { args: [], platform: 'linux', env: { DISPLAY: ':0' }, hasElectron: true, isRoot: false, configFile: undefined };

describe('what npm start opens', () => {
  it('is the desktop where Electron and a display are there', () => {
    expect(chooseSurface(desktop)).toEqual({ surface: 'desktop', why: undefined, args: [] });
    expect(chooseSurface({ ...desktop, env: { WAYLAND_DISPLAY: 'wayland-0' } }).surface).toBe('desktop');
    expect(chooseSurface({ ...desktop, platform: 'darwin', env: {} }).surface).toBe('desktop');
    expect(chooseSurface({ ...desktop, platform: 'win32', env: {} }).surface).toBe('desktop');
  });

  it.each([
    [{ env: {} }, 'no display'],
    [{ env: { DISPLAY: '' } }, 'no display'],
    [{ hasElectron: false }, 'not installed'],
    [{ isRoot: true }, 'as root'],
    [{ env: { DISPLAY: ':0', MQTTX_SSE_SERVER_PORT: '4010' } }, 'MQTTX_SSE_SERVER_PORT is for the server'],
    [{ configFile: 'mqttx-sse-server.yaml' }, 'mqttx-sse-server.yaml is for the server'],
    [{ args: ['--port', '4010'] }, 'Flags are those of the server'],
  ])('is the server alone, and says why, with %o', (more, why) => {
    const choice = chooseSurface({ ...desktop, ...more });
    expect(choice.surface).toBe('headless');
    expect(choice.why).toContain(why);
    expect(choice.why).not.toContain('\n');
  });

  it('is what the flags force', () => {
    expect(chooseSurface({ ...desktop, args: ['--headless', '--port', '4010'] })).toEqual({
      surface: 'headless',
      why: undefined,
      args: ['--port', '4010'],
    });
    expect(chooseSurface({ ...desktop, args: ['--desktop'], env: {}, hasElectron: false }).surface).toBe('desktop');
  });
});
