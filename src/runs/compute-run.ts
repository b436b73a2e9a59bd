import { join } from 'node:path';
import { stem } from '../datasets/images.js';
import { isFile } from '../datasets/text.js';
import { type EngineChoice, loadEngine } from '../engines/index.js';
import type { LongWork } from '../progress.js';
import { openComputation, type RunFiles } from './computation.js';
import { machineOf } from './machine.js';
import { manifestOf, type PlannedRun } from './manifest.js';
import { hashOfPhotographs } from './photograph-hashes.js';
import type { ResultsFile } from './results-file.js';
import { openRun } from './run-folder.js';
import { expectPhotographs, type RunImage } from './run-images.js';
import { parseShard, type Shard, shardIndices } from './shard.js';

/** A model's run over a split. */
export interface RunRequest extends Pick<PlannedRun, 'task' | 'options' | 'batch'> {
  readonly model: PlannedRun['model'];
  /** Told apart in the name of the default folder: `10-crops`. */
  readonly variant?: string;
  /** All photographs of the split, in order. */
  readonly images: readonly RunImage[];
  readonly files: RunFiles;
}

/** Where a run is kept, and which part of it is computed. */
export interface RunChoices {
  /** A file or folder of truth, and its split, for the run's name. */
  readonly truth?: string;
  readonly split?: string;
  /** Its folder. Default: one below `runs/evaluate` named after model and split. */
  readonly run?: string;
  /** `2/5`. Default: the whole. */
  readonly shard?: string;
  /** Inside one operation. Default: all cores. */
  readonly threads?: number;
}

/** Where a run stands after it was computed. */
export interface RunState {
  /** The results. */
  readonly path: string;
  readonly folder: string;
  readonly shard: Shard;
  readonly done: number;
  readonly total: number;
}

/** One of several runs that are computed together. */
export interface Rung {
  readonly request: RunRequest;
  /** Its folder in that of the choices. */
  readonly folder: string;
}

/** Opens the folder and computes what is missing in it; the network loads unless nothing is. */
export async function computeRun(
  request: RunRequest,
  choices: RunChoices,
  work: LongWork,
): Promise<RunState> {
  const [state] = await computeRuns([{ request, folder: '' }], { choices, work }, async (own, [results]) => {
    using computation = await openComputation(request, request.files, choices);
    await computation.run(own, results!, work);
  });
  return state!;
}

/**
 * As {@link computeRun} for runs over the same images, each in a folder of its own: that which the run would have had
 * alone, or one below `choices.run`.
 *
 * @param compute called with the images of the shard and the results of each run, unless all are done everywhere
 */
export async function computeRuns(
  rungs: readonly Rung[],
  { choices, work }: { readonly choices: RunChoices; readonly work: LongWork },
  compute: (images: readonly RunImage[], results: readonly ResultsFile[]) => Promise<void>,
): Promise<RunState[]> {
  const { images, batch, options } = rungs[0]!.request;
  const shard = choices.shard === undefined ? { index: 1, count: 1 } : parseShard(choices.shard);
  const own = shardIndices(images.length, { batch, shard }).map((i) => images[i]!);
  const ownIds = own.map(({ id }) => id);
  await expectPhotographs(own);
  const common = {
    split: await splitName(choices),
    ids: images.map(({ id }) => id),
    photographs: await hashOfPhotographs(own, work),
    machine: await machineOf(String(options['engine'])),
    shard,
  };
  const opened: { readonly folder: string; readonly results: ResultsFile }[] = [];
  try {
    for (const { request, folder: part } of rungs) {
      const folder = choices.run === undefined ? defaultFolder(request, common) : join(choices.run, part);
      const manifest = manifestOf({ ...request, ...common });
      const results = await openRun(folder, manifest, ownIds, {
        models: request.files.models,
        run: choices.run ?? folder,
      });
      opened.push({ folder, results });
    }
    const all = opened.map(({ results }) => results);
    if (all.some(({ done }) => done < own.length)) await compute(own, all);
    return opened.map(({ folder, results: { path, done } }) => ({
      ...{ path, folder, shard, done, total: own.length },
    }));
  } finally {
    for (const { results } of opened) await results[Symbol.asyncDispose]();
  }
}

/** The engine that `auto` comes to: results depend on it a little, so the manifest names it. */
export async function engineOf(engine: EngineChoice | undefined): Promise<string> {
  return (await loadEngine(engine ?? 'auto')).name;
}

/** A file of truth is a split by itself; photographs without truth are `images`. */
export async function splitName({ truth, split }: Pick<RunChoices, 'truth' | 'split'>): Promise<string> {
  if (split !== undefined) return split;
  if (truth === undefined) return 'images';
  return (await isFile(truth)) ? stem(truth) : 'val';
}

function defaultFolder(
  { task, model, variant }: RunRequest,
  { split, shard: { index, count } }: { readonly split: string; readonly shard: Shard },
): string {
  const part = count === 1 ? '' : `-${index}-of-${count}`;
  const names = [model.name, split, variant].filter((name) => name !== undefined);
  const kind = task === 'features' ? 'features' : 'evaluate';
  return join('runs', kind, `${names.join('-')}${part}`.replaceAll(/[^\w.-]+/g, '_'));
}
