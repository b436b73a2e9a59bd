/** What a Prometheus server scrapes. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Timings } from '../../detection/detected.js';
import type { WorkQueue } from './work-queue.js';

/** Seconds: from a cached trunk to a 12 megapixel photograph that had to queue. */
const BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30];

export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #stages: Histogram<'stage'>;

  constructor(queue: WorkQueue) {
    const { registry } = this;
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    this.#requests = new Counter({
      name: 'googlenet_rcnn_request_total',
      help: 'Requests by route and status; 429: refused because of load.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'googlenet_rcnn_request_duration_seconds',
      help: 'From arrival to answer.',
      labelNames: ['route'],
      buckets: BUCKETS,
      registers,
    });
    this.#stages = new Histogram({
      name: 'googlenet_rcnn_stage_duration_seconds',
      help: 'Time per photograph by stage; queue is the wait before the first.',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers,
    });
    gauge(registry, 'googlenet_rcnn_request_in_progress', 'Detections running.', () => queue.state.running);
    gauge(registry, 'googlenet_rcnn_queue_depth', 'Photographs waiting.', () => queue.state.waiting);
    gauge(
      registry,
      'googlenet_rcnn_queue_expected_wait_seconds',
      'Seconds that a new photograph would wait.',
      () => queue.state.expectedWait,
    );
  }

  answered({ route, status, seconds }: { route: string; status: number; seconds: number }): void {
    this.#requests.inc({ route, status: String(status) });
    this.#seconds.observe({ route }, seconds);
  }

  detected({ decode, propose, classify }: Timings, queueSeconds: number): void {
    this.#stages.observe({ stage: 'queue' }, queueSeconds);
    for (const [stage, time] of Object.entries({ decode, propose, classify })) {
      this.#stages.observe({ stage }, time / 1000);
    }
  }
}

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}
