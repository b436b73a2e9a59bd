/** R = regions of one image, K = classes. */
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { PooledAverages } from './pooled-averages.js';

export interface RegionChooserOptions {
  /** Of the pruning network. Owned from now on. */
  readonly averages: Pick<PooledAverages, 'read' | typeof Symbol.dispose>;
  readonly classes: number;
  /** At most this many regions per image go to the whole network. */
  readonly keep: number;
}

/** Chooses the regions that may hold an object, before the whole network looks at them. */
export class RegionChooser implements Disposable {
  readonly #options: RegionChooserOptions;

  constructor(options: RegionChooserOptions) {
    this.#options = options;
  }

  /** @returns those with the best score of any class, in the order in which they came */
  async choose(image: Raster, boxes: Boxes): Promise<Boxes> {
    const { averages, classes, keep } = this.#options;
    if (boxes.length <= keep) return boxes;
    const { inside, around } = await averages.read(image, boxes);
    const best = new Float32Array(boxes.length).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < inside.length; i++) {
      const region = Math.floor(i / classes);
      best[region] = Math.max(best[region], inside[i] + around[i]);
    }
    const order = [...best.keys()].sort((a, b) => best[b] - best[a]);
    return boxes.pick(order.slice(0, keep).sort((a, b) => a - b));
  }

  [Symbol.dispose](): void {
    this.#options.averages[Symbol.dispose]();
  }
}
