/**
 * The live feed of one filter: opens it, fills the bounded buffer at whatever rate messages come, and paints at most twice a
 * second. Also freezes what is shown, on request or while the person reads further down.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MessagesRequest } from '../../../shared/ipc/admin.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useApi } from '../../context/api.tsx';
import { createMessageFeed, EMPTY_FEED, type FeedView } from '../../store/message-feed.ts';
import { createThrottle } from '../../store/throttle.ts';

const PAINT_INTERVAL_MS = 500;

export type FeedStatus =
  | { readonly name: 'opening' }
  | { readonly name: 'open' }
  | { readonly name: 'lost'; readonly error: Failure; readonly nextTryAt: number | null };

export interface LiveFeed {
  readonly status: FeedStatus;
  /** What to draw: frozen or the newest. */
  readonly view: FeedView;
  /** The newest, for the counters. */
  readonly latest: FeedView;
  /** Messages that came since the freeze. */
  readonly waiting: number;
  clear(): void;
}

/** `request` is null while the filter is not valid: nothing is open then. */
export function useMessageFeed(request: MessagesRequest | null, isFrozen: boolean): LiveFeed {
  const api = useApi();
  const feed = useMemo(() => createMessageFeed(), []);
  const [status, setStatus] = useState<FeedStatus>({ name: 'opening' });
  const [latest, setLatest] = useState<FeedView>(EMPTY_FEED);
  const frozen = useRef<FeedView | null>(null);

  if (!isFrozen) frozen.current = null;
  else frozen.current ??= latest;

  const filter = request?.filter;
  const connection = request?.connection;
  useEffect(() => {
    if (filter === undefined) return undefined;
    feed.clear();
    setLatest(feed.view());
    setStatus({ name: 'opening' });
    const paint = createThrottle(() => setLatest(feed.view()), PAINT_INTERVAL_MS);
    const close = api.openMessages({ filter, connection }, (event) => {
      if (event.kind === 'open') setStatus({ name: 'open' });
      else if (event.kind === 'lost') setStatus({ name: 'lost', error: event.error, nextTryAt: event.nextTryAt });
      else {
        feed.add(event.batch);
        paint.request();
      }
    });
    return () => {
      paint.cancel();
      close();
    };
  }, [api, feed, filter, connection]);

  const clear = useCallback(() => {
    feed.clear();
    frozen.current = null;
    setLatest(feed.view());
  }, [feed]);

  const view = frozen.current ?? latest;
  return { status, view, latest, waiting: Math.max(0, latest.received - view.received), clear };
}
