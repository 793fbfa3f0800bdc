/**
 * `subscriptions/listen` on a stdio connection: what its requests name is watched by the session, and given up with the last request
 * that names it. The SDK's entry keeps the requests and sends each its updates; this only sees to it that there are any.
 */
import { isJSONRPCRequest, type JSONRPCMessage, type RequestId } from '@modelcontextprotocol/server';
import { parseTopicUri } from '../../resources/topic-uri.ts';
import type { McpSession } from '../../session.ts';
import { listenRequest } from '../listen-request.ts';

export class SessionListens {
  readonly #session: Pick<McpSession, 'scope' | 'watches'>;
  readonly #byRequest = new Map<RequestId, readonly string[]>();

  constructor(session: Pick<McpSession, 'scope' | 'watches'>) {
    this.#session = session;
  }

  /**
   * The message as the SDK is to see it; undefined for one that is no request to listen to resources. Resolves with undefined when
   * the request was cancelled meanwhile, and nothing is to be seen of it.
   */
  take(message: JSONRPCMessage): Promise<JSONRPCMessage | undefined> | undefined {
    const request = isJSONRPCRequest(message) ? listenRequest(message) : undefined;
    if (request === undefined || !isJSONRPCRequest(message)) return undefined;
    return this.#watch(message.id, request.uris).then((honored) =>
      honored === undefined ? undefined : { ...message, ...request.narrowedTo(honored) },
    );
  }

  cancel(id: RequestId): void {
    const uris = this.#byRequest.get(id) ?? [];
    this.#byRequest.delete(id);
    this.#leave(uris);
  }

  #leave(uris: readonly string[]): void {
    const wanted = new Set([...this.#byRequest.values()].flat());
    for (const uri of uris) if (!wanted.has(uri)) void this.#session.watches.remove(uri);
  }

  async #watch(id: RequestId, uris: readonly string[]): Promise<string[] | undefined> {
    const wanted = [...new Set(uris)];
    // Known before anything is watched: it may be cancelled while that begins.
    this.#byRequest.set(id, wanted);
    const isWatched = await Promise.all(wanted.map((uri) => this.#add(uri)));
    const honored = wanted.filter((_uri, index) => isWatched[index]);
    if (!this.#byRequest.has(id)) {
      this.#leave(honored);
      return undefined;
    }
    this.#byRequest.set(id, honored);
    return honored;
  }

  async #add(uri: string): Promise<boolean> {
    const { scope, watches } = this.#session;
    if (parseTopicUri(uri) === undefined) return false;
    try {
      await watches.add(uri, scope);
      return true;
    } catch {
      return false;
    }
  }
}
