/** The shapes of the HTTP API (WIRE, sections 4 and 8). Requests are parsed by them, and the OpenAPI document is made of them. */
import { z } from 'zod';
import { PAYLOAD_ENCODING_CHOICES, PAYLOAD_ENCODINGS } from '../../mqtt/payload-codec.ts';

const qos = z.literal([0, 1, 2]);
const moment = z.iso.datetime();

/** Any JSON value, written out: a recursive schema would need references that stand nowhere in the document. */
const anyJson = z.union(
  [z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())],
  'expected a JSON value, as text or as it is',
);

const propertiesSchema = z
  .object({
    userProperties: z.record(z.string(), z.union([z.string(), z.array(z.string())])).exactOptional(),
    contentType: z.string().exactOptional(),
    responseTopic: z.string().exactOptional(),
    correlationData: z.string().exactOptional().describe('base64'),
    messageExpiryInterval: z.int().min(0).max(4_294_967_295).exactOptional().describe('Seconds.'),
    payloadFormatIndicator: z.boolean().exactOptional(),
  })
  .describe('MQTT 5 properties; without effect on MQTT 3.1.1.');

const messageFields = {
  topic: z.string().describe('Topic without wildcards.'),
  payload: anyJson.describe('Text in the given encoding; with utf8 and json any other JSON value, which is sent as its JSON text.'),
  encoding: z.enum(PAYLOAD_ENCODINGS).exactOptional().describe('How the payload is written here. Default: utf8.'),
  qos: qos.default(0),
  retain: z.boolean().default(false),
  properties: propertiesSchema.exactOptional(),
};

export const publishSchema = z.object(messageFields).meta({
  id: 'Publish',
  examples: [
    { topic: 'home/lamp', payload: 'on', qos: 1, retain: true },
    { topic: 'home/climate', payload: { celsius: 21.5 }, properties: { contentType: 'application/json' } },
    { topic: 'home/raw', payload: 'AP8=', encoding: 'base64' },
  ],
});

export const publishedSchema = z
  .object({ reasonCode: z.int().nullable().describe('MQTT 5 reason code of the acknowledgement; null at QoS 0 and on MQTT 3.1.1.') })
  .meta({ id: 'Published' });

const tlsSchema = z.object({
  ca: z.string().exactOptional().describe('PEM'),
  cert: z.string().exactOptional().describe('PEM'),
  key: z.string().exactOptional().describe('PEM'),
  rejectUnauthorized: z.boolean().exactOptional(),
  servername: z.string().exactOptional(),
});

const byProfileSchema = z.object({ profile: z.string().describe('Name of a profile of the configuration; its connection is shared.') });

const byUrlSchema = z.object({
  url: z.string().describe('mqtt, mqtts, ws or wss.'),
  protocolVersion: z.literal(['auto', 4, 5]).default('auto').describe('4 is MQTT 3.1.1.'),
  clientId: z.string().exactOptional(),
  username: z.string().exactOptional(),
  password: z.string().exactOptional(),
  keepaliveSeconds: z.int().min(0).max(65_535).default(60),
  cleanStart: z.boolean().default(true),
  sessionExpirySeconds: z.int().min(0).max(4_294_967_295).exactOptional(),
  tls: tlsSchema.exactOptional(),
  will: z.object({ ...messageFields, delaySeconds: z.int().min(0).max(4_294_967_295).exactOptional() }).exactOptional(),
});

/** A union knows only that neither fits. */
function connectProblem(input: unknown): string {
  const named = typeof input === 'object' && input !== null && 'url' in input ? byUrlSchema : byProfileSchema;
  const { error } = named.safeParse(input);
  const why = error?.issues.map(({ path, message }) => `"${path.join('.')}": ${message}`).join('; ');
  return named === byUrlSchema ? (why ?? '') : 'expected the name of a "profile", or the "url" of a broker';
}

export const connectSchema = z.union([byProfileSchema, byUrlSchema], { error: ({ input }) => connectProblem(input) }).meta({
  id: 'Connect',
  examples: [{ profile: 'local' }, { url: 'mqtts://broker.example:8883', protocolVersion: 5, username: 'anna', password: '…' }],
});

export const connectionSchema = z
  .object({
    id: z.string(),
    owner: z.enum(['profile', 'session', 'api']),
    url: z.string().describe('Without credentials.'),
    clientId: z.string().nullable(),
    state: z.enum(['connecting', 'connected', 'reconnecting', 'disconnected', 'failed']),
    protocolVersion: z.literal([4, 5]).nullable().describe('Null while it is not connected.'),
    attempt: z.int().exactOptional().describe('Number of the attempt, while it is reconnecting.'),
    nextTryAt: moment.exactOptional(),
    reason: z.string().exactOptional().describe('Why it is down.'),
  })
  .meta({ id: 'Connection' });

export const connectionsSchema = z.object({ connections: z.array(connectionSchema) });

export const subscribeSchema = z
  .object({ topic: z.string().describe('Topic filter.'), qos: qos.default(0) })
  .meta({ id: 'Subscribe', examples: [{ topic: 'home/#', qos: 1 }] });

export const subscriptionSchema = z
  .object({ id: z.string(), topic: z.string(), qos: qos.describe('As granted.') })
  .meta({ id: 'Subscription' });

export const subscriptionsSchema = z.object({ subscriptions: z.array(subscriptionSchema) });

const queryText = z.union([z.string(), z.number(), z.boolean()]);

export const ticketRequestSchema = z
  .object({
    topic: z.union([z.string(), z.array(z.string()).min(1)], 'expected a topic filter, or a list of them'),
    connection: z.string().exactOptional(),
    qos: z.union([qos, z.enum(['0', '1', '2'])]).exactOptional(),
    encoding: z.enum(PAYLOAD_ENCODING_CHOICES).exactOptional(),
    batch: queryText.exactOptional(),
    batch_max: queryText.exactOptional(),
    retained: z.union([z.boolean(), z.enum(['true', 'false'])]).exactOptional(),
  })
  .meta({
    id: 'TicketRequest',
    description: 'The parameters of the stream, as in its address.',
    examples: [
      { topic: 'home/#', qos: 1 },
      { topic: ['a/+', 'b/#'], batch: 100, encoding: 'json' },
    ],
  });

export const ticketSchema = z
  .object({ ticket: z.string(), expiresAt: moment.describe('Until when the stream has to be opened for the first time.') })
  .meta({ id: 'Ticket' });
