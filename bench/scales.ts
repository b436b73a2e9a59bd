/**
 * What each scale of the 144 crops is worth alone: top-1 and top-5 of the crops of 256, 288, 320 and 352 pixels, of the whole
 * squares, and of all together, on the same photographs.
 */
import { averagedViews, LocalClassifierCore, type ScoredView } from '../src/classification/core.js';
import { topIndices } from '../src/classification/top.js';
import { loadEngine } from '../src/engines/index.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { loadModel } from '../src/weights/model-file.js';
import { type BenchOptions, printTable } from './bench.js';
import { labelledPhotographs, modelName } from './imagenette.js';

const BEST = [1, 5] as const;

export async function run(options: BenchOptions): Promise<unknown> {
  const photographs = await labelledPhotographs(options);
  const model = await loadModel(modelName);
  const core = await LocalClassifierCore.create(model, await loadEngine('onnx'), {});
  /** By group of crops: how many photographs have their class first, and among five. */
  const right = new Map<string, [number, number]>();
  for (const { path, label } of photographs) {
    const image = await decodeImage(path);
    const k = model.card.classes.findIndex((one) => one.wnid === label);
    const views = await core.views(image, { crops: 144 });
    for (const [group, members] of groupsOf(views)) {
      const order = topIndices(averagedViews(members), BEST[1]);
      const counts = right.get(group) ?? [0, 0];
      BEST.forEach((best, at) => {
        if (order.slice(0, best).includes(k)) counts[at]!++;
      });
      right.set(group, counts);
    }
  }
  core.close();
  const rows = [...right].map(([group, counts]) => [
    group,
    ...counts.map((n) => ((100 * n) / photographs.length).toFixed(1)),
  ]);
  printTable(['crops', 'top-1 %', 'top-5 %'], rows);
  return { photographs: photographs.length, right: Object.fromEntries(right) };
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
