/** Certificates for tests, made by OpenSSL: an authority, a server for the loopback addresses, a client. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly authority: Certificate;
  /** For `localhost`, `127.0.0.1` and `::1`. */
  readonly server: Certificate;
  /** For `elsewhere.example` only. */
  readonly elsewhere: Certificate;
  /** For `localhost` and over since long. */
  readonly expired: Certificate;
  readonly client: Certificate;
  /** One more, signed by the same authority; the name is that of its files. */
  issue(name: string, subject: string, alternativeNames?: string): Promise<Certificate>;
  dispose(): Promise<void>;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** The names under which tests reach a server. */
const local = 'DNS:localhost,IP:127.0.0.1,IP:::1';

export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const file = (name: string) => join(folder, name);

  async function read(name: string): Promise<Certificate> {
    const [certFile, keyFile] = [file(`${name}.pem`), file(`${name}.key`)];
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { certFile, keyFile, cert, key };
  }

  async function issue(name: string, subject: string, alternativeNames: string, validity = ['-days', '30']): Promise<Certificate> {
    await run('openssl', ['req', ...NEW_KEY, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', `/CN=${subject}`]);
    await writeFile(file(`${name}.ext`), `subjectAltName=${alternativeNames}\n`);
    const signing = ['-CA', file('authority.pem'), '-CAkey', file('authority.key'), '-CAcreateserial', '-extfile', file(`${name}.ext`)];
    await run('openssl', ['x509', '-req', '-in', file(`${name}.csr`), ...signing, ...validity, '-out', file(`${name}.pem`)]);
    return read(name);
  }

  const made = ['-keyout', file('authority.key'), '-out', file('authority.pem'), '-days', '30', '-subj', '/CN=Test authority'];
  await run('openssl', ['req', '-x509', ...NEW_KEY, ...made]);
  return {
    authority: await read('authority'),
    server: await issue('server', 'localhost', local),
    elsewhere: await issue('elsewhere', 'elsewhere.example', 'DNS:elsewhere.example'),
    // OpenSSL takes a negative number of days for a certificate that has ended.
    expired: await issue('expired', 'localhost', local, ['-days', '-1']),
    client: await issue('client', 'client', 'DNS:client'),
    issue: (name, subject, alternativeNames = local) => issue(name, subject, alternativeNames),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
