/**
 * Features on disk, a file per photograph, so that a stopped training resumes and the next one computes only what is
 * new. A file's name is a hash of all that its features depend on: the photograph's bytes, its boxes, the base, the way
 * to see regions. R = regions, F = features.
 */
import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { concurrently } from '../../datasets/concurrently.js';
import { RcnnError } from '../../errors.js';
import { Boxes } from '../../geometry/boxes.js';
import { makeFolder } from '../../platform/node/make-folder.js';
import { readMetadata, readSafetensors, writeSafetensors } from '../../weights/safetensors.js';
import type { PhotographFeatures } from './photograph-features.js';

const ENDING = '.safetensors';
const FOLDER = 'features';

/** Where features come from, for people. */
export interface FeatureSource {
  readonly photograph: string;
  /** Name of the base on its card. */
  readonly base: string;
  /** How regions were seen: `shared`, `crops`. */
  readonly view: string;
}

/** The features of one photograph on disk. */
export interface KeptFile extends FeatureSource {
  readonly path: string;
  readonly bytes: number;
  /** When a training last took them. */
  readonly used: Date;
}

export class KeptFeatures {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param run the folder of the trainings that share the features; is made */
  static async open(run: string): Promise<KeptFeatures> {
    const folder = join(run, FOLDER);
    await makeFolder(folder);
    return new KeptFeatures(folder);
  }

  /** All files of a folder, with what they are of, which is empty for a damaged one; none where there is no folder. */
  static async list(run: string): Promise<KeptFile[]> {
    const folder = join(run, FOLDER);
    const names = await readdir(folder).catch((): string[] => []);
    const paths = names.filter((name) => name.endsWith(ENDING)).map((name) => join(folder, name));
    return concurrently(paths.sort(), { stage: 'features' }, async (path) => {
      const { size, mtime } = await stat(path);
      const { photograph = '', base = '', view = '' } = await metadataMaybe(path);
      return { path, bytes: size, used: mtime, photograph, base, view };
    });
  }

  has(key: string): boolean {
    return existsSync(this.#path(key));
  }

  async write(key: string, found: PhotographFeatures, source: FeatureSource): Promise<void> {
    const { boxes, features, ...numbers } = found;
    const shape = [boxes.length, features.length / Math.max(1, boxes.length)];
    await writeSafetensors(this.#path(key), new Map([['features', { data: features, shape }]]), {
      dtype: 'float16', // the boxes, which need all their digits, go as text
      metadata: () => ({
        ...source,
        numbers: JSON.stringify(numbers),
        boxes: JSON.stringify([...boxes.coordinates]),
      }),
    });
  }

  /**
   * @throws RcnnError `bad-weights` for a file that was damaged, which is removed, so that the next training makes it
   *   anew; as {@link readSafetensors} for one that cannot be opened, which stays
   */
  async read(key: string): Promise<PhotographFeatures> {
    const path = this.#path(key);
    try {
      const found = parseFeatures(path, await readSafetensors(path));
      await utimes(path, new Date(), new Date()).catch(() => {}); // a folder that is only read
      return found;
    } catch (error) {
      if (isDamage(error)) await rm(path, { force: true });
      throw error;
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}${ENDING}`);
  }
}

/** Too many open files or missing permissions say nothing about the file. */
function isDamage(error: unknown): boolean {
  return error instanceof RcnnError && error.code === 'bad-weights';
}

async function metadataMaybe(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return await readMetadata(path);
  } catch (error) {
    if (isDamage(error)) return {};
    throw error;
  }
}

/** @throws RcnnError `bad-weights` where boxes, numbers or features are missing or cannot be parsed */
function parseFeatures(
  path: string,
  { weights, metadata }: Pick<Awaited<ReturnType<typeof readSafetensors>>, 'weights' | 'metadata'>,
): PhotographFeatures {
  try {
    const boxes = new Boxes(Float32Array.from(JSON.parse(metadata['boxes']!) as number[]));
    const numbers = JSON.parse(metadata['numbers']!) as Omit<PhotographFeatures, 'boxes' | 'features'>;
    return { ...numbers, boxes, features: weights.get('features')!.data };
  } catch (cause) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${path} to hold the features of a photograph, but: ${(cause as Error).message}. The same command computes them again.`,
      { cause },
    );
  }
}
