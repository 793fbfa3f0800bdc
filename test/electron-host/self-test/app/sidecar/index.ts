/**
 * The probe's child process: answers HTTP, says on which port, ends when it is told to. Also runs under plain Node.
 */
import { createServer } from 'node:http';

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ pid: process.pid, electron: process.versions.electron ?? null, type: process.type ?? null }));
});

const stop = (): void => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
};

process.parentPort?.on('message', ({ data }) => {
  if (data.type === 'stop') stop();
});
process.on('SIGTERM', stop);

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  console.log('listening', address.port);
  process.parentPort?.postMessage({ port: address.port });
});
