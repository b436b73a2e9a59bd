import { RcnnError } from '../errors.js';
import { assetsAt } from './assets.js';
import { Detector } from './detector.js';
import type { Loaded, LoadJob } from './messages.js';
import type { LoadDetectorOptions } from './options.js';
import { WorkerClient } from './worker-client.js';

/**
 * Loads a detector, ready to run in a worker of the page: `loadDetector()`,
 * `loadDetector('mine.safetensors', { threshold: 0.5 })` or `loadDetector({ assets: '/detector/' })`.
 *
 * @param model address or bytes of a detector's file; or all options in one object
 * @throws RcnnError `download-failed`, `bad-weights`, `bad-option`, `engine-unavailable`, `aborted`
 */
export async function loadDetector(
  model: LoadDetectorOptions['model'] | LoadDetectorOptions = {},
  options: Omit<LoadDetectorOptions, 'model'> = {},
): Promise<Detector> {
  const given = isModel(model) ? { ...options, model } : model;
  const { model: own, assets: folder, onProgress, signal, ...rest } = given;
  const assets = await assetsAt(folderOf(folder));
  const client = new WorkerClient(assets.worker);
  const { simd, threadedSimd, multibox } = assets;
  const job: LoadJob = {
    ...{ do: 'load', multibox, modules: { simd, threadedSimd }, options: rest },
    model: own === undefined ? assets.model : sentModel(own),
  };
  try {
    return new Detector(client, (await client.call(job, { signal, onProgress })) as Loaded);
  } catch (error) {
    client.end(new RcnnError('aborted', 'Stopped: the detector did not load.'));
    throw error;
  }
}

function isModel(
  value: LoadDetectorOptions['model'] | LoadDetectorOptions,
): value is LoadDetectorOptions['model'] {
  return (
    typeof value === 'string' ||
    value instanceof URL ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

function sentModel(model: NonNullable<LoadDetectorOptions['model']>): string | Uint8Array {
  if (model instanceof ArrayBuffer) return new Uint8Array(model);
  return ArrayBuffer.isView(model) ? model : new URL(model, document.baseURI).href;
}

function folderOf(assets: string | URL | undefined): string {
  if (assets === undefined) return new URL('./', import.meta.url).href;
  const { href } = new URL(assets, document.baseURI);
  return href.endsWith('/') ? href : `${href}/`;
}
