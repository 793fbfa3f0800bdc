/** The process that holds all readers: does what it is asked over the channel to its parent, and ends with it. */
import { requestSchema, type Answer, type Request } from './reader-protocol.ts';
import { Readers } from './readers.ts';

const readers = new Readers();

process.on('message', (message) => void answer(message));
process.once('disconnect', () => process.exit(0));
console.log('ready');

async function answer(message: unknown): Promise<void> {
  try {
    reply({ ok: true, result: await obey(requestSchema.parse(message)) });
  } catch (error) {
    reply({ ok: false, reason: error instanceof Error ? error.message : String(error) });
  }
}

function reply(text: Answer): void {
  process.send?.(text);
}

function obey(request: Request): unknown {
  switch (request.do) {
    case 'open':
      return readers.open(request);
    case 'begin':
      return readers.begin(request.lookEvery);
    case 'progress':
      return readers.progress();
    case 'report':
      return readers.report();
    case 'close':
      return readers.close();
  }
}
