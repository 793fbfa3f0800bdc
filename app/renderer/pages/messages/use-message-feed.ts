/**
 * The live feed of one filter: opens it, fills the bounded buffer at whatever rate messages come, and paints at most twice a
 * second. Also freezes what is shown, on request or while the person reads further down.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessagesRequest } from '../../../shared/ipc/admin.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useApi } from '../../context/api.tsx';
import { createMessageFeed, EMPTY_FEED, type FeedView, type MessageFeed } from '../../store/message-feed.ts';
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

/** What belongs to one filter; nothing of it is shown for another. */
interface FeedState {
  readonly key: string;
  readonly status: FeedStatus;
  readonly view: FeedView;
}

/** `request` is null while the filter is not valid: nothing is open then. */
export function useMessageFeed(request: MessagesRequest | null, isFrozen: boolean): LiveFeed {
  const api = useApi();
  const feed = useRef<MessageFeed>(null);
  const filter = request?.filter;
  const connection = request?.connection;
  const key = JSON.stringify([filter, connection]);
  const [state, setState] = useState<FeedState>({ key, status: { name: 'opening' }, view: EMPTY_FEED });
  const { status, view: latest } = state.key === key ? state : { status: { name: 'opening' } as const, view: EMPTY_FEED };

  const [frozen, setFrozen] = useState<FeedView | null>(null);
  if (isFrozen && frozen === null) setFrozen(latest);
  if (!isFrozen && frozen !== null) setFrozen(null);

  useEffect(() => {
    if (filter === undefined) return undefined;
    const opened = createMessageFeed();
    feed.current = opened;
    let current: FeedStatus = { name: 'opening' };
    const show = () => setState({ key: JSON.stringify([filter, connection]), status: current, view: opened.view() });
    const paint = createThrottle(show, PAINT_INTERVAL_MS);
    const asked = { filter, ...(connection === undefined ? {} : { connection }) };
    const close = api.openMessages(asked, (event) => {
      if (event.kind === 'messages') opened.add(event.batch);
      else current = event.kind === 'open' ? { name: 'open' } : { name: 'lost', error: event.error, nextTryAt: event.nextTryAt };
      paint.request();
    });
    return () => {
      paint.cancel();
      close();
      feed.current = null;
    };
  }, [api, filter, connection]);

  const clear = useCallback(() => {
    feed.current?.clear();
    setState((before) => ({ ...before, view: EMPTY_FEED }));
    setFrozen(null);
  }, []);

  const view = isFrozen && frozen !== null ? frozen : latest;
  return { status, view, latest, waiting: Math.max(0, latest.received - view.received), clear };
}
