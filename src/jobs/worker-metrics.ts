/** What a Prometheus server scrapes of a worker. */
import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { RcnnError } from '../errors.js';
import type { UnitQueue } from './queue/unit-queue.js';

/** Seconds: 16 images of a shared map at the lower end, 64 of crops at the upper. */
const BUCKETS = [1, 5, 10, 20, 30, 60, 120, 300, 600, 1800];

export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #images: Counter;
  readonly #deaths: Counter;
  readonly #units: Histogram<'outcome'>;

  constructor(queue: Pick<UnitQueue, 'counts'>) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#images = new Counter({
      name: 'googlenet_rcnn_worker_images_total',
      help: 'Images whose results this worker stored.',
      registers,
    });
    this.#deaths = new Counter({
      name: 'googlenet_rcnn_worker_process_deaths_total',
      help: 'Times that the process of the network ended by itself or was killed.',
      registers,
    });
    this.#units = new Histogram({
      name: 'googlenet_rcnn_worker_unit_duration_seconds',
      help: 'Time per unit, by outcome.',
      labelNames: ['outcome'],
      buckets: BUCKETS,
      registers,
    });
    new Gauge({
      name: 'googlenet_rcnn_jobs',
      help: 'Units in the queue, of all runs and workers, by state.',
      labelNames: ['state'],
      registers,
      async collect() {
        const counts = await queue.counts().catch(() => undefined); // no queue, no numbers of it
        for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
      },
    });
  }

  readonly onImages = (images: number): void => this.#images.inc(images);
  readonly onDeath = (): void => this.#deaths.inc();
  readonly onUnit = ({ seconds, failed }: { seconds: number; failed: boolean }): void =>
    this.#units.observe({ outcome: failed ? 'failed' : 'done' }, seconds);
}

/**
 * Serves `/metrics` and `/livez`.
 *
 * @param port 0 takes a free one
 * @throws RcnnError `bad-option` where another program listens
 */
export async function serveMetrics(
  { registry }: WorkerMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer(async ({ url }, response) => {
    if (url === '/livez') return response.end('{"status":"alive"}\n');
    if (url !== '/metrics') return response.writeHead(404).end();
    return response.setHeader('content-type', registry.contentType).end(await registry.metrics());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const message = `Expected to listen at ${host}:${port}, but ${cause.code}. --metrics-port takes another.`;
    throw new RcnnError('bad-option', message, { cause });
  });
  return server;
}
