/** Operations that publish, keep subscriptions, and issue tickets for streams. */
import { AppError } from '../../errors.ts';
import { encodePayload } from '../../mqtt/payload-codec.ts';
import { assertTopicFilter, assertTopicName } from '../../mqtt/topics.ts';
import type { MessageProperties } from '../../mqtt/types.ts';
import { demand } from '../../security/authorize.ts';
import type { Principal } from '../../security/principal.ts';
import { parseStreamQuery } from '../stream-query.ts';
import { holdSource, visibleChannel, type Source } from '../stream-source.ts';
import type { ApiParts } from './api-parts.ts';
import { withBody, withoutBody, type Operation } from './operation.ts';
import {
  publishedSchema,
  publishSchema,
  subscribeSchema,
  subscriptionSchema,
  subscriptionsSchema,
  ticketRequestSchema,
  ticketSchema,
} from './schemas.ts';

export function messageOperations(parts: ApiParts): Operation[] {
  const { profiles, durable, tickets, authorize, policy, paces } = parts;

  /** A connection that is up; a profile's is opened if need be. Rejects with `connection-not-found`, or as `acquire` does. */
  async function connected(id: string, principal: Principal): Promise<Source> {
    return profiles.has(id) ? profiles.acquire(id).catch(asNotConnected) : holdSource(parts, id, principal);
  }

  /** What a connection is called in the hub; a profile's is called as the profile. */
  function channelId(id: string, principal: Principal): string {
    return profiles.has(id) ? id : visibleChannel(parts, id, principal).channel.id;
  }

  return [
    withBody({
      id: 'publish',
      method: 'post',
      path: '/connections/{id}/publish',
      summary: 'Publishes a message and answers after the acknowledgement of the broker (QoS 0: once it is written).',
      body: publishSchema,
      success: { status: 200, description: 'Published.', schema: publishedSchema },
      refusals: [
        'invalid-topic',
        'invalid-payload',
        'policy-denied',
        'limit-reached',
        'connection-not-found',
        'broker-refused',
        'broker-timeout',
        'not-connected',
      ],
      async run({ principal, param, body: { payload, encoding, properties, ...message } }) {
        assertTopicName(message.topic);
        demand(authorize(principal, { action: 'publish', ...message }));
        policy.assertMayPublish();
        paces.of(principal.id).take();
        const bytes = encodePayload(payload, encoding);
        const more = properties === undefined ? {} : { properties: messageProperties(properties) };
        const source = await connected(param('id'), principal);
        try {
          return await source.channel.publish({ ...message, payload: bytes, ...more });
        } finally {
          // The next message will come soon, as likely as not.
          await source.release(parts.lingerMs);
        }
      },
    }),
    withoutBody({
      id: 'listSubscriptions',
      method: 'get',
      path: '/connections/{id}/subscriptions',
      summary: 'The subscriptions that are kept alive without a reader.',
      success: { status: 200, description: 'The subscriptions.', schema: subscriptionsSchema },
      refusals: ['connection-not-found'],
      run: async ({ principal, param }) => ({ subscriptions: await durable.list(channelId(param('id'), principal)) }),
    }),
    withBody({
      id: 'keepSubscription',
      method: 'post',
      path: '/connections/{id}/subscriptions',
      summary: 'Keeps a subscription alive without a reader, so that streams find a complete history; on a profile also over a restart.',
      body: subscribeSchema,
      success: { status: 201, description: 'Subscribed.', schema: subscriptionSchema },
      refusals: ['invalid-topic-filter', 'connection-not-found', 'broker-refused', 'broker-timeout', 'not-connected'],
      async run({ principal, param, body: { topic, qos } }) {
        assertTopicFilter(topic);
        demand(authorize(principal, { action: 'subscribe', topic, qos }));
        return durable.add(channelId(param('id'), principal), topic, qos).catch(asNotConnected);
      },
    }),
    withoutBody({
      id: 'endSubscription',
      method: 'delete',
      path: '/connections/{id}/subscriptions/{subscription}',
      summary: 'Ends a subscription that was kept.',
      success: { status: 204, description: 'Ended.' },
      refusals: ['connection-not-found', 'subscription-not-found'],
      run: ({ principal, param }) => durable.remove(channelId(param('id'), principal), param('subscription')),
    }),
    withBody({
      id: 'issueTicket',
      method: 'post',
      path: '/tickets',
      summary: 'A ticket for one stream, for clients that can send no header. It has to be used within 30 seconds.',
      body: ticketRequestSchema,
      success: { status: 201, description: 'The ticket.', schema: ticketSchema },
      refusals: ['invalid-arguments', 'invalid-topic-filter'],
      async run({ principal, body }) {
        const asked = parseStreamQuery(searchParams(body));
        if (!asked.ok) throw asked.error;
        const { topics, qos } = asked.query;
        for (const topic of topics) demand(authorize(principal, { action: 'subscribe', topic, qos }));
        const { ticket, expiresAt } = await tickets.issue(asked.query, principal);
        return { ticket, expiresAt: new Date(expiresAt).toISOString() };
      },
    }),
  ];
}

/** Whoever publishes or subscribes asked for no connection in particular: it is down, as one that was up before would be. */
function asNotConnected(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'broker-unreachable') throw error;
  throw new AppError('not-connected', error.message, { hint: error.hint, cause: error });
}

function messageProperties({
  correlationData,
  ...rest
}: Omit<MessageProperties, 'correlationData'> & { correlationData?: string }): MessageProperties {
  return correlationData === undefined ? rest : { ...rest, correlationData: encodePayload(correlationData, 'base64') };
}

/** The parameters as they would stand in the address, so that both are held to the same rules. */
function searchParams(body: object): URLSearchParams {
  return new URLSearchParams(
    Object.entries(body).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, String(value)])),
  );
}
