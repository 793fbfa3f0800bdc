/**
 * `server`: where the sidecar listens, at which paths, and whom it answers. Read by the composition, the listener, the
 * Host/Origin guard and TLS.
 */
import { z } from 'zod';
import { count, hostName, pem, port, seconds, secret, secretPem, url } from '../fields.ts';

/** Paths that stand at the root whatever the base path is. */
const rootPaths = ['/metrics', '/health', '/.well-known'];

const basePath = z
  .string()
  .regex(/^(?:\/[\w.~-]+)+$/)
  .refine((path) => !rootPaths.some((taken) => path === taken || path.startsWith(`${taken}/`)), { params: { format: true } })
  .meta({ allowed: `path such as /mqttx, without a slash at its end and not below ${rootPaths.join(', ')}` });

/** RFC 6454, section 6.2, as browsers send it: lower case, no path. */
const origin = z
  .string()
  .regex(/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@A-Z]+$/)
  .meta({ allowed: 'origin such as https://example.com' });

/** The values that Express's `trust proxy` takes, but for `true`, which would believe everybody. */
const proxyAddress = z
  .union([z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
  .meta({ allowed: 'IP address, CIDR block, loopback, linklocal or uniquelocal' });

const trustProxy = z.union([z.int().min(0).max(16), z.boolean(), z.array(proxyAddress)]).meta({
  allowed: 'number of proxies (0 to 16; true is 1), or list of their addresses (IP address, CIDR block, loopback, linklocal, uniquelocal)',
});

const tls = z.strictObject({
  cert: pem().describe('Certificate of the server, with its chain; read again when the file changes.'),
  key: secretPem().describe('Private key that belongs to the certificate.'),
  passphrase: secret().exactOptional().describe('Passphrase of an encrypted private key.'),
  clientCa: pem()
    .exactOptional()
    .describe('Authority whose client certificates are demanded (mutual TLS); the subject becomes the username.'),
  reloadSeconds: seconds(0.05, 86_400).default(10).describe('How often the files are looked at for a renewed certificate.'),
  hstsSeconds: count(0, 63_072_000)
    .default(31_536_000)
    .describe(
      'How long browsers are told to use HTTPS only (Strict-Transport-Security, never for loopback hosts); 0 leaves the header out.',
    ),
});

export const serverSection = z
  .strictObject({
    host: hostName()
      .default('localhost')
      .meta({ flag: 'host', description: 'Address to listen on; localhost is both loopback addresses, 0.0.0.0 or :: is every one.' }),
    port: port().default(4000).meta({ flag: 'port', description: 'TCP port to listen on; 0 takes a free one.' }),
    basePath: basePath.default('/mqttx').describe('Path under which the MCP, stream and API addresses stand.'),
    publicUrl: url('http', 'https')
      .exactOptional()
      .describe(
        'Address under which clients reach the server through a proxy, with the prefix that the proxy strips; it stands before basePath.',
      ),
    trustProxy: trustProxy
      .default(0)
      .describe('Proxies whose X-Forwarded-* headers are believed: how many stand in front, or their addresses.'),
    allowedOrigins: z.array(origin).default([]).describe('Origins whose pages may use the server, besides pages on loopback hosts.'),
    allowedHosts: z
      .array(hostName())
      .default([])
      .describe('Host names that requests may carry, without port, besides the loopback ones and the host of publicUrl.'),
    shutdownSeconds: seconds(0, 300)
      .default(8)
      .describe('How long requests and streams may take to end after SIGTERM before they are cut.'),
    tls: tls.exactOptional().describe('HTTPS; given as soon as a certificate is named.'),
  })
  .prefault({})
  .describe('Where the server listens, at which paths, and whom it answers.');
