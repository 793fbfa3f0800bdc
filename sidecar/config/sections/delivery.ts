/**
 * `sse`, `stream`, `history` and `cluster`: how messages reach their readers, and what is kept for those who come back. Read
 * by the MCP transport, the browser streams and the hub.
 */
import { z } from 'zod';
import { count, hostName, path, pem, seconds, secret, secretPem, text, url } from '../fields.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const sseSection = z
  .strictObject({
    heartbeatSeconds: seconds(0.1, 3600).default(10).describe('Interval of the heartbeat event on an MCP session.'),
  })
  .prefault({})
  .describe('MCP sessions over HTTP+SSE.');

export const streamSection = z
  .strictObject({
    heartbeatSeconds: seconds(0.1, 3600)
      .default(15)
      .describe('Interval of the comment line that keeps proxies from cutting a silent stream.'),
    retryMs: count(1, 3_600_000)
      .default(2000)
      .describe('Wait before a client reconnects, in milliseconds; each stream is told a value within 20 % of it.'),
    chunkBytes: count(16, 64 * MIB)
      .default(MIB)
      .describe('Payloads larger than this are cut into chunks of at most this size.'),
    bufferBytes: count(KIB, GIB)
      .default(4 * MIB)
      .describe(
        'How much may wait for one reader, what its connection has not taken yet included, before slowConsumer applies. A larger event passes by itself.',
      ),
    slowConsumer: z
      .enum(['disconnect', 'drop-oldest', 'latest-per-topic'])
      .default('disconnect')
      .describe(
        'What happens to a reader that is too slow: it is cut off and may resume, loses the oldest, or keeps the latest of each topic.',
      ),
    lingerSeconds: seconds(0, 86_400)
      .default(60)
      .describe('How long a subscription outlives its last reader, so that a reconnect finds what came meanwhile.'),
  })
  .prefault({})
  .describe('Streams to browsers.');

export const historySection = z
  .strictObject({
    store: z
      .enum(['memory', 'sqlite', 'redis'])
      .default('memory')
      .describe(
        'Where messages are kept; only memory forgets them at a restart, and redis shares them and the broker connections of profiles among instances.',
      ),
    path: path().exactOptional().describe('File of the SQLite store.'),
    sync: z
      .enum(['normal', 'full'])
      .default('normal')
      .describe('What the SQLite store survives: normal the end of the process, full also a loss of power, at the cost of speed.'),
    maxAgeSeconds: seconds(1, 31_536_000).default(300).describe('How long messages are kept.'),
    maxMessages: count(1, 100_000_000).default(100_000).describe('How many messages are kept.'),
    maxBytes: count(KIB, 1024 * GIB)
      .default(64 * MIB)
      .describe('How many bytes of messages are kept.'),
  })
  .prefault({})
  .describe('What is kept of the messages, so that readers can resume.');

export const clusterSection = z
  .strictObject({
    redisUrl: url('redis', 'rediss').exactOptional().describe('Redis or Valkey server that several instances share.'),
    redisTls: z
      .strictObject({
        ca: pem().exactOptional().describe('Authority that signed the certificate of Redis; without it, those of the system.'),
        cert: pem().exactOptional().describe('Client certificate.'),
        key: secretPem().exactOptional().describe('Private key of the client certificate.'),
        passphrase: secret().exactOptional().describe('Passphrase of an encrypted private key.'),
        servername: hostName().exactOptional().describe('Name to verify the certificate against, when it is not the host of the URL.'),
      })
      .exactOptional()
      .describe('TLS to Redis, beyond what the URL says (rediss://).'),
    instanceId: text().exactOptional().describe('Name of this instance among the others; without it, a new one is made at every start.'),
  })
  .prefault({})
  .describe('Several instances behind a load balancer.');
