/**
 * The pipeline: every message of a filter as one line of JSON on standard output. The point to go on from is written to a file after the
 * line is out, so that no message is left out, whatever ends the pipeline; after a crash the last line may come twice.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { connect, type Message, type MqttStream } from '../../sidecar/client/index.ts'; // yours: 'mqttx-sse-server/client'

interface PipelineOptions {
  readonly sidecar: string;
  readonly filter: string;
  /** File that holds the id of the last event that was dealt with. */
  readonly state: string;
  readonly output: Writable;
  /** Takes what is for a person. */
  readonly tell: (words: string) => void;
}

/** @returns a stream that is open until it is closed */
export async function startPipeline({ sidecar, filter, state, output, tell }: PipelineOptions): Promise<MqttStream> {
  const lastEventId = await readFile(state, 'utf8').catch(() => undefined);
  const stream = connect({ url: sidecar, qos: 1, encoding: 'json', ...(lastEventId ? { lastEventId } : {}) });
  tell(lastEventId ? `Going on after ${lastEventId}.` : 'Starting from now.');

  stream.on('gap', ({ reason, dropped }) => tell(`Messages were lost (${reason}): ${dropped ?? 'nobody knows how many'}.`));
  stream.on('error', ({ message }) => tell(message));
  // The stream waits for the promise before it hands in the next message.
  stream.subscribe(filter, async (message) => {
    await write(output, `${JSON.stringify(record(message))}\n`);
    if (message.id !== undefined) await keep(state, message.id);
  });
  return stream;
}

function record({ topic, payload, timestamp, id, repeat }: Message): object {
  const [, line, metric] = topic.split('/');
  return { timestamp, line, metric, value: payload, id, ...(repeat ? { repeat } : {}) };
}

/** Resolves when the line has left this process. */
function write(output: Writable, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(line, (error) => (error ? reject(error) : resolve()));
  });
}

/** In one step, so that a crash in the middle leaves the old point and not half of the new. */
async function keep(state: string, id: string): Promise<void> {
  await writeFile(`${state}.new`, id);
  await rename(`${state}.new`, state);
}
