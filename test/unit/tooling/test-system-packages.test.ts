import { describe, expect, it } from 'vitest';
import { findProgram, locate } from '../../../scripts/test/find-program.ts';
import { planInstall, type Host } from '../../../scripts/test/install-plan.ts';
import { findMissing, parseWithout, requirements, type System } from '../../../scripts/test/requirements.ts';

const nothing = (): boolean => false;
const everything = (): boolean => true;
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
const debianRoot: Host = { system: 'linux', debian: true, root: true };

describe('findMissing', () => {
  it('is empty where everything is there', () => {
    expect(findMissing('linux', [], everything)).toEqual([]);
  });

  it('finds everything that the system needs where nothing is there', () => {
    expect(names(findMissing('linux', [], nothing))).toEqual(names(requirements));
    expect(names(findMissing('darwin', [], nothing))).toEqual(['mosquitto', 'mosquitto-clients', 'openssl', 'redis', 'nginx', 'haproxy']);
  });

  it('takes any one of the files for the program', () => {
    expect(names(findMissing('linux', [], (file) => file === 'google-chrome' || file === '/usr/sbin/mosquitto'))).not.toContain('chromium');
    expect(names(findMissing('linux', [], (file) => file === '/usr/sbin/mosquitto'))).not.toContain('mosquitto');
  });

  it('does not miss what is left out on purpose', () => {
    expect(names(findMissing('win32', ['redis'], nothing))).toEqual(['mosquitto', 'mosquitto-clients', 'openssl']);
  });
});

describe('parseWithout', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['redis', ['redis']],
    [' redis , chromium,', ['redis', 'chromium']],
  ])('reads %j', (value, expected) => {
    expect(parseWithout(value)).toEqual(expected);
  });
});

describe('planInstall', () => {
  const missingOn = (system: System) => findMissing(system, [], nothing);

  it('does nothing when nothing is missing', () => {
    expect(planInstall([], debianRoot)).toEqual({ kind: 'nothing' });
  });

  it('installs on Debian as root, and says what and why', () => {
    const plan = planInstall(missingOn('linux'), debianRoot);
    expect(plan).toMatchObject({
      kind: 'install',
      packages: [
        'mosquitto',
        'mosquitto-clients',
        'openssl',
        'redis-server',
        'nginx-light',
        'haproxy',
        'libnginx-mod-nchan',
        'chromium',
        'fonts-noto-cjk',
        'fonts-dejavu-core',
      ],
    });
    expect(plan).toHaveProperty('text', expect.stringContaining('mosquitto: a real broker that speaks MQTT 5'));
  });

  it.each<[string, Host, string]>([
    ['Debian without root', { system: 'linux', debian: true, root: false }, 'sudo apt-get install --no-install-recommends mosquitto '],
    ['another Linux, even as root', { system: 'linux', debian: false, root: true }, "by your package manager (Debian's names: mosquitto "],
    ['macOS', { system: 'darwin', debian: false, root: false }, 'brew install mosquitto openssl redis'],
    ['Windows', { system: 'win32', debian: false, root: false }, 'choco install mosquitto openssl redis'],
  ])('tells how to get it on %s, and how to do without', (_name, host, command) => {
    const plan = planInstall(missingOn(host.system), host);
    expect(plan.kind).toBe('tell');
    expect(plan).toHaveProperty('text', expect.stringContaining(command));
    expect(plan).toHaveProperty('text', expect.stringContaining('TEST_WITHOUT=mosquitto,'));
  });
});

describe('findProgram', () => {
  it('finds a program on the search path, and a file by its absolute path', () => {
    expect(locate(process.platform === 'win32' ? 'node' : 'sh')).toBeDefined();
    expect(locate(process.execPath)).toBe(process.execPath);
    expect(locate(`${process.execPath}-that-is-not-there`)).toBeUndefined();
  });

  it('says what to do about a program that is not there', () => {
    expect(() => findProgram('a-program-nobody-has')).toThrow('a-program-nobody-has is not installed. Run npm test');
  });
});
