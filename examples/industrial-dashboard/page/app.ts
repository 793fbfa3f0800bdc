/**
 * A card for every production line with a curve for each of its values, drawn once a frame however many messages came; and a list of
 * the thresholds that were crossed. Batches of 200 ms keep the page quiet at 120 messages a second.
 */
import type { Message } from '../../../sidecar/client/index.ts'; // yours: 'mqttx-sse-server/client'

const limits = { temperature: { max: 75, unit: '°C' }, vibration: { max: 5, unit: 'mm/s' }, speed: { max: 140, unit: '/min' } } as const;

type Metric = keyof typeof limits;

interface Series {
  readonly row: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly output: HTMLOutputElement;
  readonly values: number[];
  isOver: boolean;
}

/** Values of fifteen seconds. */
const KEPT = 150;
const MAX_ALARMS = 12;

const base = document.documentElement.dataset['sidecar'] ?? '';
const element = (id: string): HTMLElement | null => document.getElementById(id);
const series = new Map<string, Series>();
let received = 0;

const stream = mqttx.connect({ url: base, encoding: 'json', batch: 200, batchMax: 500 });
stream.on('state', (state) => {
  element('stream')?.setAttribute('data-state', state);
  element('stream')?.replaceChildren(state === 'open' ? 'live' : state);
});
stream.subscribe('factory/+/+', ({ topic, payload, timestamp }: Message) => {
  const [, line = '', metric = ''] = topic.split('/');
  received += 1;
  if (isMetric(metric) && typeof payload === 'number') add(line, metric, payload, timestamp);
});

setInterval(() => {
  element('rate')?.replaceChildren(String(received));
  received = 0;
}, 1000);

function isMetric(name: string): name is Metric {
  return name in limits;
}

function add(line: string, metric: Metric, value: number, timestamp: string): void {
  const key = `${line} ${metric}`;
  const known = series.get(key) ?? addSeries(line, metric);
  series.set(key, known);
  known.values.push(value);
  if (known.values.length > KEPT) known.values.shift();
  const { max, unit } = limits[metric];
  known.output.value = `${value.toFixed(1)} ${unit}`;
  const isOver = value > max;
  if (isOver === known.isOver) return;
  known.isOver = isOver;
  known.row.classList.toggle('over', isOver);
  const card = known.row.closest('.line');
  card?.classList.toggle('over', card.querySelector('.metric.over') !== null);
  if (isOver) tellAlarm(`${nameOf(line)}: ${metric} ${value.toFixed(1)} ${unit}`, timestamp);
}

function tellAlarm(text: string, timestamp: string): void {
  const item = document.createElement('li');
  const time = document.createElement('small');
  time.textContent = `${new Date(timestamp).toLocaleTimeString()} `;
  item.append(time, text);
  element('alarms')?.prepend(item);
  element('alarms')?.children[MAX_ALARMS]?.remove();
}

function addSeries(line: string, metric: Metric): Series {
  const row = document.createElement('div');
  row.className = 'metric';
  const [name, canvas, output] = [document.createElement('span'), document.createElement('canvas'), document.createElement('output')];
  name.className = 'muted';
  name.textContent = metric.replace(/^./, (first) => first.toUpperCase());
  row.append(name, canvas, output);
  cardOf(line).append(row);
  return { row, canvas, output, values: [], isOver: false };
}

function cardOf(line: string): HTMLElement {
  const known = element(line);
  if (known) return known;
  const card = document.createElement('section');
  card.id = line;
  card.className = 'card line';
  const title = document.createElement('h2');
  title.textContent = nameOf(line);
  card.append(title);
  const after = [...(element('lines')?.children ?? [])].find(({ id }) => id > line);
  element('lines')?.insertBefore(card, after ?? null);
  return card;
}

function nameOf(line: string): string {
  return line.replace('line', 'Line ');
}

function draw(): void {
  for (const { canvas, values } of series.values()) drawCurve(canvas, values);
  requestAnimationFrame(draw);
}

/** The newest value at the right, in the colour that the style gives the canvas. */
function drawCurve(canvas: HTMLCanvasElement, values: readonly number[]): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, 1);
  context.beginPath();
  values.forEach((value, index) => {
    context.lineTo(width - ((values.length - 1 - index) / (KEPT - 1)) * width, height - 3 - ((value - low) / span) * (height - 6));
  });
  context.lineWidth = 1.6;
  context.strokeStyle = getComputedStyle(canvas).color;
  context.stroke();
}

requestAnimationFrame(draw);
