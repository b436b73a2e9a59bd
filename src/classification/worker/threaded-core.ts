import { sharedPixels } from '../../platform/node/shared-pixels.js';
import { WorkerPool } from '../../platform/node/worker-pool.js';
import type { ModelCard } from '../../weights/model-card.js';
import type { ClassifierCore, Seen } from '../core.js';
import type { LoadedOptions } from '../load-options.js';
import type { ClassifierJob, Loaded } from './messages.js';

/** The networks in a thread of their own. @throws RcnnError as `loadClassifier` */
export async function threadedClassifierCore({
  worker: _,
  ...workerData
}: LoadedOptions): Promise<{ core: ClassifierCore; card: ModelCard }> {
  const pool: Pool = new WorkerPool(new URL('./classifier-thread.js', import.meta.url), {
    threads: 1,
    workerData,
  });
  try {
    const { card } = (await pool.run({ kind: 'load' })) as Loaded;
    return { core: threadedCore(pool), card };
  } catch (error) {
    pool[Symbol.dispose]();
    throw error;
  }
}

type Pool = WorkerPool<ClassifierJob, unknown>;

async function shared<T extends Seen>(one: T): Promise<T> {
  return { ...one, image: await sharedPixels(one.image) };
}

/** Every call is one job of the same name. */
function threadedCore(pool: Pool): ClassifierCore {
  const send = async <T>(job: ClassifierJob, signal: AbortSignal | undefined) =>
    (await pool.run(job, signal ? { signal } : {})) as T;
  return {
    images: async (images, request, signal) =>
      send({ kind: 'images', images: await Promise.all(images.map(sharedPixels)), request }, signal),
    views: async (image, request, signal) =>
      send({ kind: 'views', image: await sharedPixels(image), request }, signal),
    regions: async (seen, signal) =>
      send({ kind: 'regions', seen: await Promise.all(seen.map(shared)) }, signal),
    features: async (seen, request, signal) =>
      send({ kind: 'features', seen: await Promise.all(seen.map(shared)), request }, signal),
    maps: async (image, request, signal) =>
      send({ kind: 'maps', image: await sharedPixels(image), request }, signal),
    close() {
      const end = () => pool[Symbol.dispose]();
      pool.run({ kind: 'close' }).then(end, end);
    },
  };
}
