/**
 * The proxies of docs/deployment, run as their files have them: only addresses, paths and a size are put in place, so that what an
 * operator copies is what is tested. Each listens on free loopback ports, with a certificate of the test's authority.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/test/find-program.ts';
import { root } from '../../scripts/root.ts';
import type { Certificate } from './certificates.ts';
import { freePort, waitUntilAccepting } from './ports.ts';

export interface Proxy extends AsyncDisposable {
  readonly httpsPort: number;
  readonly httpPort: number;
}

interface Behind {
  /** Loopback ports of the two instances. */
  readonly instances: readonly [number, number];
  readonly certificate: Certificate;
}

export async function startDeployedNginx({ instances, certificate }: Behind): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const site = replaceAll(await readFile(join(root, 'docs/deployment/nginx.conf'), 'utf8'), {
    '127.0.0.1:4001': `127.0.0.1:${instances[0]}`,
    '127.0.0.1:4002': `127.0.0.1:${instances[1]}`,
    'listen 80;': `listen 127.0.0.1:${httpPort};`,
    'listen 443 ': `listen 127.0.0.1:${httpsPort} `,
    '/etc/ssl/mqtt.example.com.pem': certificate.certFile,
    '/etc/ssl/mqtt.example.com.key': certificate.keyFile,
  });
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp { access_log off; ${paths.join(' ')}\n${site}\n}`,
  );
  return start(findProgram('nginx'), ['-p', folder, '-c', file, '-e', 'stderr'], { folder, httpPort, httpsPort });
}

export async function startDeployedHaproxy({ instances, certificate }: Behind): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'haproxy-'));
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const both = join(folder, 'certificate.pem');
  await writeFile(both, `${certificate.cert}\n${certificate.key}`);
  const file = join(folder, 'haproxy.cfg');
  const config = replaceAll(await readFile(join(root, 'docs/deployment/haproxy.cfg'), 'utf8'), {
    '127.0.0.1:4001': `127.0.0.1:${instances[0]}`,
    '127.0.0.1:4002': `127.0.0.1:${instances[1]}`,
    'bind :80': `bind 127.0.0.1:${httpPort}`,
    'bind :443 ': `bind 127.0.0.1:${httpsPort} `,
    '/etc/haproxy/mqtt.example.com.pem': both,
    // A machine that runs tests may not allow as many descriptors as one that serves.
    'maxconn 100000': 'maxconn 1000',
  });
  await writeFile(file, config);
  return start(findProgram('haproxy'), ['-db', '-f', file], { folder, httpPort, httpsPort });
}

/** Every text has to be there: a file that was changed is not to be tested as something else. */
function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The configuration has no "${from}" any more.`);
    return result.replaceAll(from, to);
  }, text);
}

interface Placed {
  readonly folder: string;
  readonly httpPort: number;
  readonly httpsPort: number;
}

async function start(program: string, args: readonly string[], { folder, httpPort, httpsPort }: Placed): Promise<Proxy> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new AbortController();
  const exited = once(child, 'exit').then(() => ended.abort(new Error(`${program} ended: ${said}`)));
  await waitUntilAccepting(httpsPort, 10_000, ended.signal);
  return {
    httpPort,
    httpsPort,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
