/**
 * A tile for every device that tells its state, in the order of rooms. The stream brings the states; a switch is pressed by publishing
 * over the HTTP API, and changes when its device says so.
 */
import type { Message } from '../../../sidecar/client/index.ts'; // yours: 'mqttx-sse-server/client'

const base = document.documentElement.dataset['sidecar'] ?? '';
const rooms = document.querySelector('#rooms');
const streamState = document.querySelector('#stream');

const stream = mqttx.connect({ url: base, encoding: 'json', qos: 1 });

stream.on('state', (state) => {
  streamState?.setAttribute('data-state', state);
  if (streamState) streamState.textContent = state === 'open' ? 'live' : state;
});

stream.subscribe('home/+/+', ({ topic, payload }: Message) => {
  if (isState(payload)) show(topic, payload);
});

interface State {
  readonly kind: string;
  readonly name: string;
  readonly on?: boolean;
  readonly open?: boolean;
  readonly celsius?: number;
}

function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && 'kind' in value && 'name' in value;
}

function show(topic: string, state: State): void {
  const tile = document.getElementById(topic) ?? addTile(topic, state);
  const value = tile.querySelector('.value');
  if (value) value.textContent = describe(state);
  if (state.kind === 'switch') tile.setAttribute('aria-pressed', String(state.on));
  tile.classList.toggle('alert', state.open === true);
}

function describe({ kind, on, open, celsius = 0 }: State): string {
  if (kind === 'temperature') return `${celsius.toFixed(1)} °C`;
  if (kind === 'contact') return open ? 'Open' : 'Closed';
  return on ? 'On' : 'Off';
}

function addTile(topic: string, { kind, name }: State): HTMLElement {
  const tile = document.createElement(kind === 'switch' ? 'button' : 'div');
  tile.id = topic;
  tile.className = 'card device';
  const [title, value] = [document.createElement('span'), document.createElement('span')];
  title.textContent = name;
  value.className = 'value';
  tile.append(title, value);
  if (kind === 'switch') tile.addEventListener('click', () => void toggle(topic, tile));
  devicesOf(topic.split('/')[1] ?? '').append(tile);
  return tile;
}

async function toggle(topic: string, tile: HTMLElement): Promise<void> {
  const on = tile.getAttribute('aria-pressed') !== 'true';
  await fetch(`${base}/api/v1/connections/local/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ topic: `${topic}/set`, payload: String(on), qos: 1 }),
  });
}

function devicesOf(room: string): Element {
  const known = document.querySelector(`[data-room="${room}"] .devices`);
  if (known) return known;
  const section = document.createElement('section');
  section.className = 'room';
  section.dataset['room'] = room;
  const [title, devices] = [document.createElement('h2'), document.createElement('div')];
  title.textContent = room.replace('-', ' ').replace(/^./, (first) => first.toUpperCase());
  devices.className = 'devices';
  section.append(title, devices);
  rooms?.append(section);
  return devices;
}
