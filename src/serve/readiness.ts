/** Whether the server works: a detection succeeded within the last minute, or one succeeds now. */
import { sharp } from '../platform/node/sharp.js';
import type { DetectionService } from './detection-service.js';
import { toHttpError } from './http-error.js';

/** A success this recent proves that the server works; milliseconds. */
const FRESH = 60_000;

export class Readiness {
  readonly #service: DetectionService;
  #trial: Promise<boolean> | undefined;
  #canary: Buffer | undefined;

  constructor(service: DetectionService) {
    this.#service = service;
  }

  /** Trials run through the queue like any request; a queue that is full is busy, not broken. */
  async ready(): Promise<boolean> {
    if (performance.now() - this.#service.lastSuccess < FRESH) return true;
    this.#trial ??= this.#try().finally(() => {
      this.#trial = undefined;
    });
    return this.#trial;
  }

  async #try(): Promise<boolean> {
    try {
      this.#canary ??= await canary();
      await this.#service.probe(this.#canary);
      return true;
    } catch (error) {
      return toHttpError(error).status === 429;
    }
  }
}

/** A small picture with an edge in it, so that every stage has something to do. */
function canary(): Promise<Buffer> {
  const left = { create: { width: 32, height: 64, channels: 3 as const, background: '#803020' } };
  return sharp({ create: { width: 64, height: 64, channels: 3, background: '#20a060' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .png()
    .toBuffer();
}
