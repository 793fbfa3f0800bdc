/**
 * A program: what is written first when MQTT is to reach browsers. Express, one `res.write` a message and stream, fed by
 * mqtt.js. No ids, no resumption, no bound on what waits for a slow reader, no heartbeats. Argument: the broker's URL.
 */
import { createServer } from 'node:http';
import express, { type Response } from 'express';
import { connectAsync } from 'mqtt';
import { listenOnFreePort } from '../../../test/support/ports.ts';

const [url = ''] = process.argv.slice(2);
process.once('SIGTERM', () => process.exit(0));
const streams = new Map<string, Set<Response>>();
const app = express();

app.get('/stream', (request, response) => {
  const topic = typeof request.query.topic === 'string' ? request.query.topic : '';
  const readers = streams.get(topic) ?? new Set();
  streams.set(topic, readers.add(response));
  response.on('close', () => readers.delete(response));
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
});

const client = await connectAsync(url, { protocolVersion: 5 });
client.on('message', (topic, payload) => {
  for (const response of streams.get(topic) ?? []) response.write(`data: ${payload.toString()}\n\n`);
});
await client.subscribeAsync('bench/#');

console.log(`listening on ${await listenOnFreePort(createServer(app))}`);
