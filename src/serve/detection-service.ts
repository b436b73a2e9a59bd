/** Detection through the queue: what every protocol of the server calls. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Detected } from '../../detection/detector.js';
import { clientLeft } from './client-left.js';
import { HttpError } from './http-error.js';
import type { Metrics } from './metrics.js';
import type { DetectRequest, ServedModel, ServedModels } from './served-model.js';
import type { WorkQueue } from './work-queue.js';

interface DetectCall extends Omit<DetectRequest, 'signal'> {
  readonly image: Uint8Array;
  /** Default: the first. */
  readonly model?: string;
  /** Aborted when the client disconnects. */
  readonly left: AbortSignal;
}

export interface Answer extends Detected {
  readonly model: string;
  /** Milliseconds that the photograph waited. */
  readonly waited: number;
}

export class DetectionService {
  readonly models: ServedModels;
  readonly #queue: WorkQueue;
  readonly #metrics: Metrics;
  /** Of routes whose work goes through the queue: where there is no room, they answer before the photograph is sent. */
  readonly queued = {
    onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
      const left = clientLeft(reply);
      this.#queue.reserve(left);
      reply.raw.once('close', () => this.#queue.release(left));
    },
  };
  /** Time of the last successful detection, by `performance.now()`. */
  lastSuccess = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    readonly models: ServedModels;
    readonly queue: WorkQueue;
    readonly metrics: Metrics;
  }) {
    this.models = parts.models;
    this.#queue = parts.queue;
    this.#metrics = parts.metrics;
  }

  /** @throws HttpError 404 for a model that is not served; whatever `WorkQueue.run` and the detector throw */
  async detect({ image, model: name, left, ...options }: DetectCall): Promise<Answer> {
    const served = this.served(name);
    const arrived = performance.now();
    return this.#queue.run(async (signal) => {
      const waited = performance.now() - arrived;
      const detected = await served.model.detect(image, { ...options, signal });
      this.lastSuccess = performance.now();
      this.#metrics.detected(detected.timings, waited / 1000);
      return { ...detected, model: served.name, waited };
    }, left);
  }

  /**
   * Tries the first model, in its turn. Clients' photographs are larger and take longer: neither the queue nor the metrics
   * measure by this one.
   *
   * @throws whatever `WorkQueue.run` and the detector throw
   */
  async probe(image: Uint8Array): Promise<void> {
    const { model } = this.served();
    const job = (signal: AbortSignal) => model.detect(image, { signal });
    await this.#queue.run(job, new AbortController().signal, { measured: false });
    this.lastSuccess = performance.now();
  }

  /** Runs other heavy work in its turn. @throws whatever `WorkQueue.run` and the job throw */
  run<T>(job: (signal: AbortSignal) => Promise<T>, left: AbortSignal): Promise<T> {
    return this.#queue.run(job, left);
  }

  /** @throws HttpError 404 for a model that is not served */
  served(name?: string): { readonly name: string; readonly model: ServedModel } {
    const served = this.models.get(name);
    if (served) return served;
    const known = this.models.names.join(', ');
    throw new HttpError(404, 'not-found', `Expected a model of this server (${known}), but got "${name}".`);
  }
}
