/** What it takes to trust a Redis that is spoken to over TLS, and to prove to it who one is. Used where the cluster is opened. */
import type { ConnectionOptions } from 'node:tls';
import type { Config } from '../config/schema.ts';
import { pemText, type ReadPem } from '../mqtt/read-pem.ts';

type Settings = NonNullable<Config['cluster']['redisTls']>;

/** @throws AppError `invalid-configuration` when a PEM file cannot be read or holds no PEM */
export function redisTls({ ca, cert, key, passphrase, servername }: Settings, readPem: ReadPem): ConnectionOptions {
  const pem = (member: 'ca' | 'cert' | 'key', value: string | undefined) =>
    value === undefined ? {} : { [member]: pemText(value, `cluster.redisTls.${member}`, readPem) };
  return {
    ...pem('ca', ca),
    ...pem('cert', cert),
    ...pem('key', key),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(servername === undefined ? {} : { servername }),
  };
}
