/**
 * `mcp`, `limits` and `log`: the tools of assistants, how much of everything there may be, and what is written down. What
 * assistants may do stands in policy.ts.
 */
import { z } from 'zod';
import { count, path, seconds } from '../fields.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const mcpSection = z
  .strictObject({
    handleIdleSeconds: seconds(1, 604_800)
      .default(600)
      .describe('How long a connection that was opened without a session (2026-07-28) may go unused before it is closed.'),
    adHocConnections: z.boolean().default(true).describe('Lets mqttConnect open any address; if false, only profiles can be connected.'),
  })
  .prefault({})
  .describe('The tools of assistants.');

export const limitsSection = z
  .strictObject({
    sessions: count(1, 1_000_000).default(10_000).describe('MCP sessions at a time.'),
    connectionsPerSession: count(1, 10_000).default(8).describe('Broker connections of one session.'),
    subscriptionsPerSession: count(1, 100_000).default(200).describe('Subscriptions of one session.'),
    bufferMessages: count(1, 10_000_000).default(10_000).describe('Messages that wait for mqttReadMessages, for each session.'),
    bufferBytes: count(KIB, GIB)
      .default(4 * MIB)
      .describe('Bytes of messages that wait for mqttReadMessages, for each session.'),
    idleSessionSeconds: seconds(1, 604_800)
      .default(3600)
      .describe('A session from which nothing was heard for so long is asked by a ping, and ends if no answer comes.'),
    publishesPerMinute: count(1, 10_000_000)
      .default(60_000)
      .describe('Messages that the tools of one session may publish within a minute; more are refused, and it is said when to go on.'),
    apiPublishesPerMinute: count(1, 100_000_000)
      .default(600_000)
      .describe('Messages that one user of the HTTP API may publish within a minute; more are refused with 429.'),
    bodyBytes: count(KIB, GIB)
      .default(4 * MIB)
      .describe('Largest body of a request.'),
    streams: count(1, 1_000_000).default(50_000).describe('Browser streams at a time.'),
    streamsPerAddress: count(1, 1_000_000)
      .default(200)
      .describe('Browser streams at a time from one address, of IPv6 from one /64 network; loopback is not counted.'),
    streamsPerUser: count(1, 1_000_000)
      .default(1_000)
      .describe('Browser streams at a time of one user, as a token or certificate names them.'),
    connectionsPerAddress: count(1, 1_000_000)
      .default(1_000)
      .describe(
        'HTTP connections at a time from one address, of IPv6 from one /64 network; loopback and the proxies of server.trustProxy are not counted.',
      ),
    headerBytes: count(KIB, MIB)
      .default(16 * KIB)
      .describe('Largest head of a request, its address included.'),
    headerSeconds: seconds(0.1, 3600).default(15).describe('How long a connection may take to send the head of a request.'),
    requestSeconds: seconds(1, 86_400).default(120).describe('How long a request may take to arrive, its body included.'),
    subscriptions: count(1, 10_000_000).default(10_000).describe('Subscriptions that the HTTP API keeps alive without a reader, in all.'),
  })
  .prefault({})
  .describe('How much of everything there may be.');

export const logSection = z
  .strictObject({
    level: z
      .enum(['silent', 'error', 'warn', 'info', 'verbose', 'debug'])
      .default('info')
      .describe('How much is written to the log; each level includes those before it.'),
    file: path().exactOptional().describe('File to which the log is written besides the console.'),
  })
  .prefault({})
  .describe('What is written down, and where.');
