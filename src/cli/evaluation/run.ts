import { join } from 'node:path';
import { stem } from '../../datasets/images.js';
import { isFile } from '../../datasets/text.js';
import type { EngineName } from '../../engines/engine.js';
import { loadEngine } from '../../engines/index.js';
import type { LongWork } from '../../progress.js';
import { openComputation, type RunFiles } from '../../runs/computation.js';
import { machineOf } from '../../runs/machine.js';
import { manifestOf, type PlannedRun } from '../../runs/manifest.js';
import { openRun } from '../../runs/run-folder.js';
import { expectPhotographs, type RunImage } from '../../runs/run-images.js';
import { parseShard, type Shard, shardIndices } from '../../runs/shard.js';
import type { EngineOptions } from '../options/engine-options.js';
import type { ModelRunOptions, TruthOptions } from '../options/evaluation-options.js';

/** A model's run as the command line describes it; ids of the split and images follow from the data. */
export interface RunRequest extends Pick<PlannedRun, 'task' | 'options' | 'batch'> {
  readonly model: PlannedRun['model'];
  /** Told apart in the name of the default folder: `10-crops`. */
  readonly variant?: string;
  /** All photographs of the split, in order. */
  readonly images: readonly RunImage[];
  readonly files: RunFiles;
}

/** Where a run stands after its command. */
export interface RunState {
  /** The results. */
  readonly path: string;
  readonly folder: string;
  readonly shard: Shard;
  readonly done: number;
  readonly total: number;
}

/** Opens the folder and computes what is missing in it; the network loads unless nothing is. */
export async function computeRun(
  { images, files, variant, ...request }: RunRequest,
  choices: ModelRunOptions & TruthOptions,
  work: LongWork,
): Promise<RunState> {
  const shard = choices.shard === undefined ? { index: 1, count: 1 } : parseShard(choices.shard);
  const split = await splitName(choices);
  const ids = images.map(({ id }) => id);
  const machine = await machineOf(String(request.options['engine']));
  const manifest = manifestOf({ ...request, machine, split, ids, shard });
  const folder = choices.run ?? defaultFolder([request.model.name, split, variant], shard);
  const own = shardIndices(images.length, { batch: request.batch, shard }).map((i) => images[i]!);
  await expectPhotographs(own);
  await using results = await openRun(
    folder,
    manifest,
    own.map(({ id }) => id),
  );
  if (results.done < own.length) {
    using computation = await openComputation(manifest, files, choices);
    await computation.run(own, results, work);
  }
  return { path: results.path, folder, shard, done: results.done, total: own.length };
}

/** The engine that `auto` comes to: results depend on it a little, so the manifest names it. */
export async function engineOf({ engine }: EngineOptions): Promise<EngineName> {
  return (await loadEngine(engine)).name;
}

/** A file of truth is a split by itself. */
export async function splitName({ truth, split }: Pick<TruthOptions, 'truth' | 'split'>): Promise<string> {
  if (split !== undefined) return split;
  return (await isFile(truth)) ? stem(truth) : 'val';
}

function defaultFolder(names: readonly (string | undefined)[], { index, count }: Shard): string {
  const part = count === 1 ? '' : `-${index}-of-${count}`;
  return join(
    'runs',
    'evaluate',
    `${names.filter((name) => name !== undefined).join('-')}${part}`.replaceAll(/[^\w.-]+/g, '_'),
  );
}
