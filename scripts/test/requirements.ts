/**
 * The programs outside node_modules that the tests use, and how each system names them. Read by the step that provides them
 * (system-packages.ts) and held against the workflow by a test. The unit tests need none of these.
 */

export type System = 'linux' | 'darwin' | 'win32';

export interface Requirement {
  /** As named in TEST_WITHOUT and in the names of the tests that need it. */
  readonly name: string;
  readonly why: string;
  /** It is there when one of these is found on the search path, or as an absolute path. */
  readonly files: readonly string[];
  /** The package of each system's own manager: apt, Homebrew, Chocolatey. A system that is left out does not need it. */
  readonly packages: Readonly<Partial<Record<System, string>>>;
}

export const requirements: readonly Requirement[] = [
  {
    name: 'mosquitto',
    why: 'a real broker that speaks MQTT 5',
    files: ['mosquitto', '/usr/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto', 'C:\\Program Files\\mosquitto\\mosquitto.exe'],
    packages: { linux: 'mosquitto', darwin: 'mosquitto', win32: 'mosquitto' },
  },
  {
    name: 'mosquitto-clients',
    why: 'a client that is not ours',
    files: ['mosquitto_pub', '/opt/homebrew/bin/mosquitto_pub', 'C:\\Program Files\\mosquitto\\mosquitto_pub.exe'],
    packages: { linux: 'mosquitto-clients', darwin: 'mosquitto', win32: 'mosquitto' },
  },
  {
    name: 'openssl',
    why: 'certificates for the tests of TLS',
    files: ['openssl', 'C:\\Program Files\\Git\\usr\\bin\\openssl.exe'],
    packages: { linux: 'openssl', darwin: 'openssl', win32: 'openssl' },
  },
  {
    name: 'redis',
    why: 'the log that several instances share',
    // Windows has no Redis of its own: the workflow sets TEST_WITHOUT=redis there.
    files: ['redis-server', '/opt/homebrew/bin/redis-server'],
    packages: { linux: 'redis-server', darwin: 'redis', win32: 'redis' },
  },
  {
    name: 'nginx',
    why: 'the proxy that streams have to get through; the workflow sets TEST_WITHOUT=nginx where there is none',
    files: ['nginx', '/usr/sbin/nginx', '/opt/homebrew/bin/nginx'],
    packages: { linux: 'nginx-light', darwin: 'nginx' },
  },
  {
    name: 'haproxy',
    why: 'the other proxy that docs/deployment has a configuration for; left out on Windows as nginx is',
    files: ['haproxy', '/usr/sbin/haproxy', '/opt/homebrew/bin/haproxy'],
    packages: { linux: 'haproxy', darwin: 'haproxy' },
  },
  {
    name: 'nchan',
    why: 'the module of nginx that the benchmark of the streams compares with',
    files: ['/usr/lib/nginx/modules/ngx_nchan_module.so'],
    packages: { linux: 'libnginx-mod-nchan' },
  },
  {
    name: 'chromium',
    why: 'the browser behind the dashboard and the browser streams; elsewhere real Electron takes its place',
    files: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: { linux: 'chromium' },
  },
  {
    name: 'fonts-noto-cjk',
    why: 'the glyphs of the Chinese dashboard',
    files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
    packages: { linux: 'fonts-noto-cjk' },
  },
  {
    name: 'fonts-dejavu',
    why: 'a font for everything else: a bare system may have none',
    files: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
    packages: { linux: 'fonts-dejavu-core' },
  },
];

/** What this system needs and has not, but for what is left out on purpose. */
export function findMissing(system: System, without: readonly string[], isThere: (file: string) => boolean): Requirement[] {
  return requirements.filter(
    ({ name, files, packages }) => packages[system] !== undefined && !without.includes(name) && !files.some(isThere),
  );
}

/** TEST_WITHOUT: names of requirements, separated by commas; the tests that need them are left out by vitest.config.ts. */
export function parseWithout(value = ''): string[] {
  const names = value.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}
