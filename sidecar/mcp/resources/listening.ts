/**
 * What a `subscriptions/listen` request without a session (2026-07-28) is told: each topic that it names is watched on the handle or
 * profile that the URI names, for as long as its stream is open, which keeps the handle in use. Who asks is checked for each URI.
 */
import type { PolicyBook } from '../../policy/policy-book.ts';
import { isExpired } from '../../security/principal.ts';
import type { AccessRequest, Decision } from '../../security/authorize.ts';
import type { Principal } from '../../security/principal.ts';
import type { HandleCaller, HandleScopes } from '../handle-scopes.ts';
import { isOpen } from '../topic-access.ts';
import { parseTopicUri } from './topic-uri.ts';
import { TopicWatches } from './topic-watches.ts';

export interface Listening {
  /** The URIs that are watched, as they were written; the others are none of the caller's. */
  readonly honored: readonly string[];
  /** Changes are told here from now on. */
  begin(tell: (uri: string) => void): void;
  /** Gives the watches back; calling it again does nothing. */
  end(): Promise<void>;
}

export type OpenListening = (caller: HandleCaller, uris: readonly string[]) => Promise<Listening>;

interface ListeningParts {
  readonly handles: HandleScopes;
  readonly maxWatches: number;
  readonly authorize: (principal: Principal, request: AccessRequest) => Decision;
  readonly policy: PolicyBook;
  readonly now: () => number;
}

export function createListening({ handles, maxWatches, authorize, policy, now }: ListeningParts): OpenListening {
  return async (caller, uris) => {
    const { principal } = caller;
    const mayRead = (topic: string): boolean => authorize(principal, { action: 'subscribe', topic }).ok && isOpen(policy, topic);
    const ended = Promise.withResolvers<void>();
    let tell: ((uri: string) => void) | undefined;
    const watches = new TopicWatches({
      maxWatches,
      permits: (topic) => !isExpired(principal, now()) && isOpen(policy, topic),
      notify(uri) {
        tell?.(uri);
        return tell !== undefined;
      },
    });

    /** Uses the handle until the stream has ended; resolves with whether the topic is watched. */
    function watch(uri: string): Promise<boolean> {
      const { connection, topic } = parseTopicUri(uri) ?? {};
      if (connection === undefined || topic === undefined || !mayRead(topic)) return Promise.resolve(false);
      const watched = Promise.withResolvers<boolean>();
      const use = handles.use(caller, { connection }, async (scope) => {
        await watches.add(uri, scope);
        watched.resolve(true);
        await ended.promise;
      });
      use.catch(() => watched.resolve(false));
      return watched.promise;
    }

    const wanted = [...new Set(uris)].slice(0, maxWatches);
    const isWatched = await Promise.all(wanted.map(watch));
    return {
      honored: wanted.filter((_uri, index) => isWatched[index]),
      begin(told) {
        tell = told;
      },
      async end() {
        await watches.close();
        ended.resolve();
      },
    };
  };
}
