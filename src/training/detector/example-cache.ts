/**
 * Examples on disk, a shard of images at a time, so that a training that was stopped resumes where it was. A
 * shard's name says what its examples depend on (collect-examples.ts); another image or option is another file. It is a safetensors file of halves: 2 KB a region of GoogLeNet. It is written beside and renamed: what exists is whole.
 */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../platform/node/make-folder.js';
import { readSafetensors, writeSafetensors } from '../../weights/safetensors.js';
import type { Examples } from './examples.js';

const ENDING = '.safetensors';

/** Examples of one shard of images on disk. */
export interface KeptExamples {
  readonly shard: string;
  readonly path: string;
  readonly bytes: number;
}

export class ExampleCache {
  readonly #folder: string;
  readonly #classes: number;

  private constructor(folder: string, classes: number) {
    this.#folder = folder;
    this.#classes = classes;
  }

  static async open(folder: string, classes: number): Promise<ExampleCache> {
    const own = join(folder, 'examples');
    await makeFolder(own);
    return new ExampleCache(own, classes);
  }

  /** Files of the folder, with their sizes in bytes. */
  static async list(folder: string): Promise<KeptExamples[]> {
    const own = join(folder, 'examples');
    const names = await readdir(own).catch((): string[] => []);
    const files = names.filter((name) => name.endsWith(ENDING)).sort();
    return Promise.all(
      files.map(async (name) => ({
        ...{ shard: name.slice(0, -ENDING.length), path: join(own, name) },
        bytes: (await stat(join(own, name))).size,
      })),
    );
  }

  has(shard: string): boolean {
    return existsSync(this.#path(shard));
  }

  async write(shard: string, { length, features, overlaps, positive, deltas }: Examples): Promise<void> {
    const arrays = new Map([
      ['features', { data: features, shape: [length, features.length / length] }],
      ['overlaps', { data: overlaps, shape: [length, this.#classes] }],
      ['positive', { data: positive, shape: [length] }],
      ['deltas', { data: deltas, shape: [length, 4] }],
    ]);
    await writeSafetensors(this.#path(shard), arrays, { dtype: 'float16', metadata: () => ({}) });
  }

  async read(shard: string): Promise<Examples> {
    const { weights } = await readSafetensors(this.#path(shard));
    const array = (name: string) => weights.get(name)!.data;
    return {
      length: array('positive').length,
      features: array('features'),
      overlaps: array('overlaps'),
      positive: array('positive'),
      deltas: array('deltas'),
    };
  }

  #path(shard: string): string {
    return join(this.#folder, `${shard}${ENDING}`);
  }
}
