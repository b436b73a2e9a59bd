import { RcnnError } from '../errors.js';
import { type Assets, assetsAt } from './assets.js';
import type { LoadJob } from './messages.js';
import type { LoadDetectorOptions, ModelFile } from './options.js';
import { WorkerClient } from './worker-client.js';

type StartOptions = Pick<LoadDetectorOptions, 'assets' | 'onProgress' | 'signal'>;

/**
 * Starts the worker and loads a model in it.
 *
 * @param jobOf what to load, given the files that were exported
 * @throws RcnnError as `loadDetector`
 */
export async function startModel<L>(
  { assets: folder, signal, onProgress }: StartOptions,
  jobOf: (assets: Assets) => LoadJob,
): Promise<[WorkerClient, L]> {
  const assets = await assetsAt(folderOf(folder));
  const client = new WorkerClient(assets.worker);
  try {
    return [client, (await client.call(jobOf(assets), { signal, onProgress })) as L];
  } catch (error) {
    client.end(new RcnnError('aborted', 'Stopped: the model did not load.'));
    throw error;
  }
}

export function isModelFile(value: unknown): value is ModelFile {
  return (
    typeof value === 'string' ||
    value instanceof URL ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

/** An absolute address, or bytes. */
export function sentModel(model: ModelFile): string | Uint8Array {
  if (model instanceof ArrayBuffer) return new Uint8Array(model);
  return ArrayBuffer.isView(model) ? model : new URL(model, document.baseURI).href;
}

function folderOf(assets: string | URL | undefined): string {
  if (assets === undefined) return new URL('./', import.meta.url).href;
  const { href } = new URL(assets, document.baseURI);
  return href.endsWith('/') ? href : `${href}/`;
}
