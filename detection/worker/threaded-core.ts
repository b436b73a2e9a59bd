import { explainProposals, type ProposalSource } from '../../proposals/source.js';
import type { Raster } from '../../src/imaging/raster.js';
import { sharedPixels } from '../../src/platform/node/shared-pixels.js';
import { WorkerPool } from '../../src/platform/node/worker-pool.js';
import { Turns } from '../../src/turns.js';
import type { CoreRequest, CoreResult, DetectorCore, EvidenceRequest } from '../core.js';
import type { LoadCoreOptions, LoadedCore } from '../load-core.js';
import type { LoadedOptions } from '../options.js';
import type { Evidence } from '../scorers/region-scorer.js';
import { type DetectorAnswer, type DetectorJob, restored } from './messages.js';

/** Calls that the thread works on at once: the proposals of one, the regions of another. */
const AT_ONCE = 2;

/** The chain in a thread of its own, but for a caller's own source of proposals. @throws RcnnError as `loadDetector` */
export async function threadedCore(options: LoadedOptions): Promise<LoadedCore> {
  const { proposals, worker: _, ...rest } = options;
  const own = typeof proposals === 'object' ? proposals : undefined;
  const workerData: LoadCoreOptions = {
    ...rest,
    proposals: typeof proposals === 'object' ? 'given' : proposals,
  };
  const pool: Pool = new WorkerPool(new URL('./detector-thread.js', import.meta.url), {
    threads: 1,
    jobsPerThread: AT_ONCE,
    workerData,
  });
  try {
    const told = (await pool.run({ kind: 'load' })) as Omit<LoadedCore, 'core'>;
    return { ...told, core: new ThreadedCore(pool, own) };
  } catch (error) {
    pool[Symbol.dispose]();
    throw error;
  }
}

type Pool = WorkerPool<DetectorJob, DetectorAnswer>;

class ThreadedCore implements DetectorCore {
  readonly #pool: Pool;
  readonly #proposals: ProposalSource | undefined;
  readonly #proposing = new Turns(1);

  constructor(pool: Pool, proposals: ProposalSource | undefined) {
    this.#pool = pool;
    this.#proposals = proposals;
  }

  async detect(image: Raster, request: CoreRequest, signal?: AbortSignal): Promise<CoreResult> {
    const own = this.#proposals;
    if (!own) return this.#send(image, request, signal);
    const began = performance.now();
    const { boxes, search } = await this.#proposing.run(() => proposed(own, image, request), signal);
    const propose = performance.now() - began;
    const result = await this.#send(image, { ...request, boxes }, signal);
    const { stages } = result;
    return { ...result, propose, ...(stages ? { stages: { ...stages, search } } : {}) };
  }

  async evidence(image: Raster, request: EvidenceRequest, signal?: AbortSignal): Promise<Evidence> {
    const job = { kind: 'evidence', image: await sharedPixels(image), request } as const;
    return (await this.#pool.run(job, signal ? { signal } : {})) as Evidence;
  }

  async #send(image: Raster, { boxes, ...request }: CoreRequest, signal?: AbortSignal): Promise<CoreResult> {
    const shared = await sharedPixels(image);
    const job = { kind: 'detect', image: shared, request, boxes: boxes?.coordinates } as const;
    const { result } = (await this.#pool.run(job, signal ? { signal } : {})) as { result: CoreResult };
    return restored(result);
  }

  close(): void {
    this.#proposals?.[Symbol.dispose]();
    const end = () => this.#pool[Symbol.dispose]();
    this.#pool.run({ kind: 'close' }).then(end, end);
  }
}

async function proposed(source: ProposalSource, image: Raster, { explain, name, count }: CoreRequest) {
  const found = explain
    ? await explainProposals(source, image, { name, count })
    : { boxes: await source.propose(image, { name, count }), search: undefined };
  return { search: found.search, boxes: found.boxes.slice(0, count) };
}
