/** nginx on a free loopback port, with its files in a folder of its own: as a proxy as it comes, or with a configuration of one's own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitUntilAccepting } from './ports.ts';

export interface Nginx extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** Of the process that was started; with `master_process on`, its first child serves. */
  readonly pid: number;
}

interface NginxConfig {
  /** Directives outside of all blocks. */
  readonly main: string;
  readonly events: string;
  readonly http: string;
  /** Of the one server. */
  readonly server: string;
}

/**
 * Default buffering, HTTP/1.0 towards the servers behind it.
 * @param upstreams ports on the loopback address; requests go to one after the other, whoever sends them
 */
export function startNginx(...upstreams: readonly number[]): Promise<Nginx> {
  return startNginxWith({
    main: 'master_process off;',
    events: '',
    http: `upstream sidecar { ${upstreams.map((upstream) => `server 127.0.0.1:${upstream};`).join(' ')} }`,
    server: `location / { proxy_pass http://sidecar; proxy_set_header Host localhost; }`,
  });
}

export async function startNginxWith({ main, events, http, server }: NginxConfig): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const config = `daemon off; pid ${folder}/pid; error_log stderr; ${main}
events { ${events} }
http {
  access_log off; ${paths.join(' ')} ${http}
  server { listen 127.0.0.1:${port}; ${server} }
}`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'ignore' });
  await waitUntilAccepting(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
