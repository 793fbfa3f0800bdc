/**
 * Shows notifications as they come, newest first. The page keeps the resume point, so that after a reload it also shows what came
 * while it was away.
 */
import type { Message } from '../../../sidecar/client/index.ts'; // yours: 'mqttx-sse-server/client'

const KEPT = 'last-event-id';
const MAX_SHOWN = 30;
const base = document.documentElement.dataset['sidecar'] ?? '';
const element = (id: string): HTMLElement | null => document.getElementById(id);
let unread = 0;

const lastEventId = localStorage.getItem(KEPT);
const stream = mqttx.connect({ url: base, encoding: 'json', qos: 1, ...(lastEventId === null ? {} : { lastEventId }) });

stream.on('state', (state) => {
  element('stream')?.setAttribute('data-state', state);
  element('stream')?.replaceChildren(state === 'open' ? 'live' : state);
});
stream.subscribe(['notify/users/alice', 'notify/all'], ({ payload, timestamp, id, repeat }: Message) => {
  if (!repeat && isNotification(payload)) show(payload, new Date(timestamp));
  if (id !== undefined) localStorage.setItem(KEPT, id);
});

interface Notification {
  readonly title: string;
  readonly text: string;
  readonly kind?: string;
}

function isNotification(value: unknown): value is Notification {
  return typeof value === 'object' && value !== null && 'title' in value && 'text' in value;
}

function show({ title, text, kind = 'info' }: Notification, at: Date): void {
  const item = document.createElement('li');
  item.className = 'card';
  item.dataset['kind'] = kind;
  const [time, heading, words] = [document.createElement('time'), document.createElement('h2'), document.createElement('p')];
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleTimeString();
  heading.textContent = title;
  words.textContent = text;
  item.append(time, heading, words);
  element('list')?.prepend(item);
  element('list')?.children[MAX_SHOWN]?.remove();
  if (document.hidden) count(unread + 1);
}

/** Shown until the page is looked at. */
function count(now: number): void {
  unread = now;
  const badge = element('unread');
  if (!badge) return;
  badge.hidden = now === 0;
  badge.textContent = String(now);
  document.title = now === 0 ? 'Notifications' : `(${now}) Notifications`;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) count(0);
});

const form = element('send');
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  if (form instanceof HTMLFormElement) void send(form);
});

async function send(filled: HTMLFormElement): Promise<void> {
  const text = new FormData(filled).get('text');
  const payload = JSON.stringify({ title: 'To everybody', text, kind: 'good' });
  const response = await fetch(`${base}/api/v1/connections/local/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ topic: 'notify/all', payload, qos: 1 }),
  });
  if (response.ok) filled.reset();
}
