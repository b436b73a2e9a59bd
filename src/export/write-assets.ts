/** The files that a page fetches to detect in the browser, from the built package and a model. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { detectorRecord, ownProposals } from '../../detection/record.js';
import { verifyDetector } from '../../detection/verify-detector.js';
import { methodUses, SHIPPED_HEAD } from '../../proposals/methods.js';
import { multiBoxRecord } from '../../proposals/multibox/record.js';
import { ASSET_LIST, type Assets } from '../browser/assets.js';
import { RcnnError } from '../errors.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { trunkOf } from '../trunk/trunk-of.js';
import { loadModel, type Model } from '../weights/model-file.js';
import type { BuiltFolders } from './built-folders.js';
import { writeHashed } from './hashed-file.js';

export interface AssetOptions {
  /** A detector by name or file. */
  readonly model: string;
  readonly built: BuiltFolders;
}

/** Name of the module that pages import. */
export const MODULE = 'googlenet-rcnn.js';
/** Of the packages inside. */
const LICENCES = 'LICENSES.txt';

/**
 * Writes them, the list of their names last.
 *
 * @throws RcnnError `bad-weights`, `disk-full`; `bad-option` for a detector that sees regions as crops alone, or looks at boxes
 *   of MultiBox that the head in the package cannot make on its maps
 */
export async function writeAssets(folder: string, { model: name, built }: AssetOptions): Promise<Assets> {
  const model = await loadModel(name, 'detector');
  verifyDetector(model);
  expectShared(model);
  const head = await fittingHead(model);
  const write = async (gapped: string, path: string) => writeHashed(folder, gapped, await readFile(path));
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const assets: Assets = {
    worker: await write('worker.*.js', join(built.library, 'worker.js')),
    simd: await write('network.*.wasm', join(wasm, 'tfjs-backend-wasm-simd.wasm')),
    threadedSimd: await write('network-threads.*.wasm', join(wasm, 'tfjs-backend-wasm-threaded-simd.wasm')),
    model: await write('model.*.safetensors', model.path),
    ...(head && { multibox: await write('multibox.*.safetensors', head.path) }),
  };
  for (const name of [MODULE, LICENCES]) {
    await writeBeside(join(folder, name), [await readFile(join(built.library, name))]);
  }
  await writeBeside(join(folder, ASSET_LIST), [`${JSON.stringify(assets, undefined, 2)}\n`]);
  return assets;
}

function expectShared(model: Model): void {
  if (detectorRecord(model).shared) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${model.path} to hold heads for "shared" regions, which a browser has the time for, but it holds those for crops alone.`,
  );
}

/**
 * MultiBox's head that ships, where it reads the maps that the model makes.
 *
 * @throws RcnnError `bad-option` where it does not, but the model looks at its boxes
 */
async function fittingHead(model: Model): Promise<Model | undefined> {
  const head = await loadModel(SHIPPED_HEAD);
  const { trunkSha256, shortSide, longSide } = multiBoxRecord(head);
  const { shared } = detectorRecord(model);
  const sameScale = shared?.shortSide === shortSide && shared.longSide === longSide;
  if (sameScale && trunkOf(model).sha256 === trunkSha256) return head;
  const method = ownProposals(model);
  if (!methodUses(method, 'multiBox')) return undefined;
  throw new RcnnError(
    'bad-option',
    `Expected ${model.path} to have the trunk and scale that the MultiBox head in the package was trained on, since its card has proposals "${method}", but they differ.`,
  );
}
