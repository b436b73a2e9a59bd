/**
 * What each scale of the 144 crops is worth alone: top-1 and top-5 of the crops of 256, 288, 320 and 352 pixels, of the whole
 * squares, and of all together, on the same photographs. `BENCH_MODEL` is a model with wnids; `bvlc` has to be fetched first.
 */
import { join } from 'node:path';
import { averagedViews, LocalClassifierCore, type ScoredView } from '../src/classification/core.js';
import { topIndices } from '../src/classification/top.js';
import { readFolders } from '../src/datasets/folders.js';
import { loadEngine } from '../src/engines/index.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { loadModel } from '../src/weights/model-file.js';
import { sharedRoot } from '../test/support/shared-root.js';
import { type BenchOptions, printTable } from './bench.js';

const modelName = process.env['BENCH_MODEL'] ?? 'bvlc';
const BEST = [1, 5] as const;

/** @param options.limit photographs, spread evenly over the classes; 200 unless given */
export async function run({ data, split = 'val', limit = 200 }: BenchOptions): Promise<unknown> {
  const set = await readFolders(join(data ?? join(sharedRoot, 'data', 'imagenette-160'), split));
  const count = Math.min(limit, set.images.length);
  const model = await loadModel(modelName);
  const core = await LocalClassifierCore.create(model, await loadEngine('onnx'), {});
  /** By group of crops: how many photographs have their class first, and among five. */
  const right = new Map<string, [number, number]>();
  for (let n = 0; n < count; n++) {
    const i = Math.floor((n * set.images.length) / count);
    const image = await decodeImage(join(set.root!, set.images[i]!.file!));
    const wnid = set.classes[set.label[i]!]!.name;
    const label = model.card.classes.findIndex((one) => one.wnid === wnid);
    const views = await core.views(image, { crops: 144 });
    for (const [group, members] of groupsOf(views)) {
      const order = topIndices(averagedViews(members), BEST[1]);
      const counts = right.get(group) ?? [0, 0];
      BEST.forEach((best, at) => {
        if (order.slice(0, best).includes(label)) counts[at]!++;
      });
      right.set(group, counts);
    }
  }
  core.close();
  const rows = [...right].map(([group, counts]) => [
    group,
    ...counts.map((n) => ((100 * n) / count).toFixed(1)),
  ]);
  printTable(['crops', 'top-1 %', 'top-5 %'], rows);
  return { photographs: count, right: Object.fromEntries(right) };
}

/** All of them, those of each scale, and the whole squares, which are the same at every scale. */
function groupsOf(views: readonly ScoredView[]): Map<string, ScoredView[]> {
  const groups = new Map([['all 144', [...views]]]);
  for (const scored of views) {
    const { place, scale } = scored.view;
    const name = place === 'whole' ? 'whole squares' : `of squares of ${scale} pixels`;
    groups.set(name, [...(groups.get(name) ?? []), scored]);
  }
  return groups;
}
