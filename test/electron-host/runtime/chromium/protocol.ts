/**
 * The results and events of the DevTools protocol that the host reads, as schemas. What Chromium sends is parsed here
 * and nowhere else; members that nobody reads are left out on purpose.
 */
import { z } from 'zod';

/** One message on the pipe: the answer to a command, or an event. */
export const envelope = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  sessionId: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

const frame = z.object({ id: z.string(), parentId: z.string().optional(), url: z.string(), name: z.string().optional() });
const header = z.object({ name: z.string(), value: z.string() });
const remoteObject = z.object({ value: z.unknown().optional(), description: z.string().optional() });
const exceptionDetails = z.object({ text: z.string(), exception: remoteObject.optional() });

export const results = {
  attached: z.object({ sessionId: z.string() }),
  created: z.object({ targetId: z.string() }),
  evaluated: z.object({ result: remoteObject, exceptionDetails: exceptionDetails.optional() }),
  frameTree: z.object({ frameTree: z.object({ frame }) }),
  navigated: z.object({ errorText: z.string().optional(), loaderId: z.string().optional() }),
  screenshot: z.object({ data: z.string() }),
  version: z.object({ product: z.string() }),
  window: z.object({ windowId: z.number() }),
};

export const events = {
  bindingCalled: z.object({ name: z.string(), payload: z.string(), executionContextId: z.number() }),
  consoleApiCalled: z.object({ type: z.string(), args: z.array(remoteObject) }),
  contextCreated: z.object({
    context: z.object({ id: z.number(), name: z.string(), auxData: z.object({ frameId: z.string().optional() }).optional() }),
  }),
  contextDestroyed: z.object({ executionContextId: z.number() }),
  exceptionThrown: z.object({ exceptionDetails }),
  frameNavigated: z.object({ frame }),
  navigatedWithinDocument: z.object({ frameId: z.string(), url: z.string() }),
  requestPaused: z.object({
    requestId: z.string(),
    frameId: z.string(),
    resourceType: z.string(),
    request: z.object({
      url: z.string(),
      method: z.string(),
      headers: z.record(z.string(), z.string()),
      postData: z.string().optional(),
    }),
    responseStatusCode: z.number().optional(),
    responseErrorReason: z.string().optional(),
    responseHeaders: z.array(header).optional(),
  }),
  targetCreated: z.object({
    targetInfo: z.object({ targetId: z.string(), type: z.string(), openerId: z.string().optional() }),
  }),
  targetDestroyed: z.object({ targetId: z.string() }),
  nothing: z.unknown(),
};

export type PausedRequest = z.output<typeof events.requestPaused>;
export type Header = z.output<typeof header>;
