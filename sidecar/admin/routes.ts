/** The admin API under `…/admin/v1`: what the dashboard reads and does. Every route demands the admin token, or a signed one with the scope mqtt:admin. */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { StreamRegistry } from '../bridge/stream-registry.ts';
import { AppError } from '../errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import { onlyMethods } from '../http/error-middleware.ts';
import { readJsonBody } from '../http/json-body.ts';
import { encodePayload } from '../mqtt/payload-codec.ts';
import { assertTopicFilter, assertTopicName } from '../mqtt/topics.ts';
import type { ActivityLog } from '../observe/activity.ts';
import type { LogBook } from '../observe/log.ts';
import type { Approvals } from '../policy/approvals.ts';
import type { AdminAuthenticator } from '../security/admin-authenticator.ts';
import { openEventStream } from './event-stream.ts';
import type { AdminFeed } from './feed.ts';
import { listLogs } from './logs.ts';
import { openMessages, withChannel } from './messages.ts';
import { activityQuerySchema, approvalAnswerSchema, logQuerySchema, publishRequestSchema, type AdminSnapshot } from './schema.ts';

export interface AdminParts {
  readonly authenticator: AdminAuthenticator;
  readonly snapshot: () => AdminSnapshot;
  readonly feed: AdminFeed;
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly defaultProfile: () => string;
  /** Sessions, and what callers without one hold. */
  readonly sessions: { get(id: string): { close(): Promise<void> } | undefined };
  readonly streams: StreamRegistry;
  readonly activity: ActivityLog;
  readonly approvals: Approvals;
  readonly log: LogBook;
  readonly bodyBytes: number;
}

const messagesQuerySchema = z.object({ topic: z.string(), connection: z.string().optional() });

/** Whether a request that carries no admin token speaks for somebody who may administer the server all the same. */
export type IsAdministrator = (request: Request) => Promise<boolean>;

export function createAdminRoutes(parts: AdminParts, isAdministrator: IsAdministrator): Router {
  const router = Router();
  router.use(demandToken(parts.authenticator, isAdministrator));

  router
    .route('/snapshot')
    .get((_request, response) => void response.json(parts.snapshot()))
    .all(onlyMethods('GET'));

  router
    .route('/events')
    .get((_request, response) => {
      const stream = openEventStream(response);
      const { snapshot, unsubscribe } = parts.feed.subscribe((change) => stream.send('change', change));
      stream.send('snapshot', snapshot);
      stream.onClosed(unsubscribe);
    })
    .all(onlyMethods('GET'));

  router
    .route('/messages')
    .get(async (request, response) => {
      const { topic, connection } = parsed(messagesQuerySchema, request.query);
      assertTopicFilter(topic);
      await openMessages({
        ...parts,
        reference: connection ?? parts.defaultProfile(),
        filter: topic,
        open: () => openEventStream(response),
      });
    })
    .all(onlyMethods('GET'));

  router
    .route('/publish')
    .post(async (request, response) => {
      const { connection, topic, payload, encoding, qos, retain } = await parsedBody(publishRequestSchema, request, parts.bodyBytes);
      assertTopicName(topic);
      const message = { topic, payload: encodePayload(payload, encoding), qos, retain };
      response.json(await withChannel(parts, connection, (channel) => channel.publish(message)));
    })
    .all(onlyMethods('POST'));

  router
    .route('/sessions/:id')
    .delete(async ({ params }, response) => {
      const session = parts.sessions.get(params.id);
      if (session === undefined) throw new AppError('session-not-found', 'There is no such session; it may have ended meanwhile.');
      await session.close();
      response.status(204).end();
    })
    .all(onlyMethods('DELETE'));

  router
    .route('/connections/:id')
    .delete(async ({ params }, response) => {
      const open = parts.hub.get(params.id);
      if (open === undefined) throw new AppError('connection-not-found', 'There is no such connection; it may have been closed meanwhile.');
      await parts.hub.close(open.channel);
      response.status(204).end();
    })
    .all(onlyMethods('DELETE'));

  router
    .route('/streams/:id')
    .delete(({ params }, response) => {
      const stream = parts.streams.get(params.id);
      if (stream === undefined) throw new AppError('not-found', 'There is no such stream; it may have ended meanwhile.');
      stream.cut();
      response.status(204).end();
    })
    .all(onlyMethods('DELETE'));

  router
    .route('/approvals/:id')
    .post(async (request, response) => {
      const { answer, by } = await parsedBody(approvalAnswerSchema, request, parts.bodyBytes);
      const isAnswered = parts.approvals.answer(request.params.id, answer === 'approve' ? 'approved' : 'refused', by);
      if (!isAnswered) throw new AppError('approval-not-found');
      response.json({ id: request.params.id });
    })
    .all(onlyMethods('POST'));

  router
    .route('/activity')
    .get((request, response) => {
      response.json(parts.activity.list(parsed(activityQuerySchema, request.query)));
    })
    .all(onlyMethods('GET'));

  router
    .route('/logs')
    .get((request, response) => {
      response.json({ entries: listLogs(parts.log.recent(), parsed(logQuerySchema, request.query)) });
    })
    .all(onlyMethods('GET'));

  return router;
}

function demandToken(authenticator: AdminAuthenticator, isAdministrator: IsAdministrator): RequestHandler {
  return async (request, response: Response, next) => {
    const result = authenticator.authenticate(request.headers);
    if (!result.ok && !(await isAdministrator(request))) {
      response.setHeader('WWW-Authenticate', result.challenge);
      throw result.error;
    }
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}

async function parsedBody<T extends z.ZodType>(schema: T, request: Request, maxBytes: number): Promise<z.output<T>> {
  const body = await readJsonBody(request, { maxBytes });
  if (!body.ok) throw body.error;
  return parsed(schema, body.value);
}

/** @throws AppError `invalid-arguments` */
function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new AppError('invalid-arguments', `The request does not fit: ${problems.join('; ')}.`);
}
