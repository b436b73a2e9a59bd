// Detection over HTTP with nothing but Node: `npx tsx examples/server.ts [port]`, then
// `curl --data-binary @photo.jpg localhost:3000/detect`. The event loop stays free: the network runs in a thread.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadDetector, RcnnError } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const detector = await loadDetector('voc'); // once for all requests: calls queue in order

const server = createServer(async (request, response) => {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.url === '/health') return answer(200, { model: detector.card.name });
  if (request.method !== 'POST') return answer(405, { error: 'POST the bytes of an image.' });
  const gone = new AbortController();
  response.on('close', () => gone.abort()); // the client disconnected
  try {
    const { detections } = await detector.detect(request, { signal: gone.signal });
    return answer(200, detections);
  } catch (error) {
    if (!(error instanceof RcnnError)) throw error;
    const theirs = ['bad-image', 'image-too-large', 'bad-option'].includes(error.code);
    return answer(theirs ? 400 : 500, { error: error.message, code: error.code });
  }
});

server.listen(Number(process.argv[2] ?? 3000), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => {
  server.close();
  detector.dispose(); // after the calls under way
});
