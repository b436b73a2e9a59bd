/**
 * Learns the order of selective search's boxes: `npm run train:ranking -- --data VOC2012 [--split train]
 * [--limit 400] [--seed 1] [--stable]` writes proposals/selective-search/ranking/ranking-model.ts, or, for stable
 * regions among the others, stable-model.ts. A fifth of the photographs is kept out, and the recall on it is printed
 * for the paper's order and the learnt one. Validation splits are never looked at.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateProposals } from '../../eval/proposals.js';
import { cellKey } from '../../proposals/selective-search/ranking/cells.js';
import { FEATURES, STABLE_FEATURES } from '../../proposals/selective-search/ranking/features.js';
import { scoreAll, scoresOf, takeTurns } from '../../proposals/selective-search/ranking/learned-order.js';
import { table } from '../../src/cli/output/output.js';
import { readVoc } from '../../src/datasets/voc/devkit.js';
import { packageRoot } from '../../src/platform/node/package-root.js';
import { evenly } from '../proposals/evenly.js';
import { type Collected, collect } from './collect.js';
import { fitModel, type Rated } from './fit.js';
import { modelSource } from './model-source.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    split: { type: 'string', default: 'train' },
    limit: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    stable: { type: 'boolean', default: false },
  },
});
if (values.data === undefined) throw new Error('Expected --data, a VOC folder.');

const dataset = evenly(await readVoc(values.data, { split: values.split }), Number(values.limit));
const photographs: Collected[] = [];
for (let i = 0; i < dataset.images.length; i++) {
  photographs.push(await collect(dataset, i, values.stable));
  if (i % 20 === 0) process.stderr.write(`${i} of ${dataset.images.length} photographs\n`);
}
const kept = (i: number) => i % 5 === 4;
const features = values.stable ? STABLE_FEATURES : FEATURES;
const model = fitModel(
  photographs.filter((_, i) => !kept(i)).map(ratedOf),
  features.length,
  Number(values.seed),
);
const options = `--split ${values.split} --limit ${values.limit} --seed ${values.seed}${values.stable ? ' --stable' : ''}`;
const command = `npm run train:ranking -- --data VOC2012 ${options}`;
const [name, file] = values.stable
  ? ['stableModel', 'stable-model.ts']
  : ['rankingModel', 'ranking-model.ts'];
const target = join(packageRoot, 'proposals', 'selective-search', 'ranking', file);
await writeFile(target, modelSource(model, { name, features, command }));

const heldOut = photographs.filter((_, i) => kept(i));
const learned = heldOut.map((of) => {
  const order = takeTurns(scoresFor(of), (e, fineness) => cellKey(of.corners, 4 * e, fineness, of.size));
  return of.boxes.pick(order);
});
const paper = heldOut.map(({ boxes, paperOrder }) => boxes.pick(paperOrder));
const counts = [100, 300, 500, 1000, 2000];
const rows = [['paper', paper] as const, ['learned', learned] as const].map(([name, proposals]) => {
  const at = heldOut.map(({ image }) => image);
  const subset = { ...dataset, images: at.map((i) => dataset.images[i]!), truth: truthOf(at) };
  const { recall, averageRecall } = evaluateProposals({ ...subset, proposals, counts, iou: [0.5, 0.7] });
  const percent = (share: number) => (100 * share).toFixed(1);
  return [name, ...recall.map((row) => percent(row[0]!)), ...averageRecall.map(percent)];
});
const head = ['order', ...counts.map((n) => `R.5@${n}`), ...counts.map((n) => `AR@${n}`)];
process.stderr.write(`${table(rows, { head })}\n`);

/** The boxes that the model to be fitted scores. */
function ratedOf({ features, object, overlap }: Collected): Rated {
  const trees = features.regions.length / FEATURES.length;
  return values.stable
    ? { rows: features.stable, object: object.slice(trees), overlap: overlap.slice(trees) }
    : { rows: features.regions, object, overlap };
}

function scoresFor({ features }: Collected): Float64Array {
  return values.stable ? scoresOf(features, model) : scoreAll(features.regions, model);
}

function truthOf(at: readonly number[]) {
  const { truth, classes, images } = dataset;
  return [...truth.image.keys()]
    .filter((row) => at.includes(truth.image[row]!))
    .map((row) => ({
      image: images[truth.image[row]!]!.id,
      class: classes[truth.class[row]!]!.name,
      box: { x1: truth.x1[row]!, y1: truth.y1[row]!, x2: truth.x2[row]!, y2: truth.y2[row]! },
      difficult: (truth.flags[row]! & 1) !== 0,
    }));
}
