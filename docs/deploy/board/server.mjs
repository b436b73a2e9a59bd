/** bull-board behind a password: whoever sees it can remove jobs. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';

// By `require`, as BullMQ finds its driver only so.
const require = createRequire(import.meta.url);
const { createBullBoard } = require('@bull-board/api');
const { BullMQAdapter } = require('@bull-board/api/bullMQAdapter');
const { FastifyAdapter } = require('@bull-board/fastify');
const { Queue } = require('bullmq');
const fastify = require('fastify');

const {
  BOARD_PASSWORD: password,
  REDIS_URL = 'redis://127.0.0.1:6379',
  PORT = '3000',
  HOST = '0.0.0.0',
} = process.env;
if (!password) throw new Error('Expected BOARD_PASSWORD in the environment.');

const { hostname, port } = new URL(REDIS_URL);
const queue = new Queue('googlenet-rcnn', { connection: { host: hostname, port: Number(port) || 6379 } });
const adapter = new FastifyAdapter();
createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter });

const digest = (text) => createHash('sha256').update(text).digest();
const expected = digest(`Basic ${Buffer.from(`admin:${password}`).toString('base64')}`);

const app = fastify();
app.addHook('onRequest', async (request, reply) => {
  if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
  return reply
    .code(401)
    .header('www-authenticate', 'Basic realm="queue"')
    .send('Expected user admin and the password.');
});
await app.register(adapter.registerPlugin());
await app.listen({ port: Number(PORT), host: HOST });
