/**
 * `npm run train:ranking -- --data VOC2012 [--split train] [--limit 400] [--seed 1] [--stable]` writes
 * proposals/selective-search/ranking/ranking-model.ts, or, for stable regions among the others, stable-model.ts, and
 * prints the recall of the paper's order and the learnt one on photographs that were kept out. Validation splits are
 * never looked at.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/output/output.js';
import { ProgressBar } from '../src/cli/output/progress-bar.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { modelSource } from '../src/training/ranking/model-source.js';
import { trainRanking } from '../src/training/ranking/train-ranking.js';
import { evenly } from './proposals/evenly.js';

const COUNTS = [100, 300, 500, 1000, 2000];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    split: { type: 'string', default: 'train' },
    limit: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    stable: { type: 'boolean', default: false },
  },
});
const { data, split, limit, seed, stable } = values;
if (data === undefined) throw new Error('Expected --data, a VOC folder.');

const dataset = evenly(await readVoc(data, { split }), Number(limit));
using bar = new ProgressBar({ unit: 'photographs' });
const options = { stable, seed: Number(seed), counts: COUNTS, onProgress: bar.update };
const { model, features, heldOut } = await trainRanking(dataset, options);
bar.end();

const given = `--split ${split} --limit ${limit} --seed ${seed}${stable ? ' --stable' : ''}`;
const command = `npm run train:ranking -- --data VOC2012 ${given}`;
const [name, file] = stable ? ['stableModel', 'stable-model.ts'] : ['rankingModel', 'ranking-model.ts'];
const target = join(packageRoot, 'proposals', 'selective-search', 'ranking', file);
await writeFile(target, modelSource(model, { name, features, command }));

const percent = (share: number) => (100 * share).toFixed(1);
const rows = Object.entries(heldOut).map(([order, { recall, averageRecall }]) => [
  order,
  ...recall.map((row) => percent(row[0]!)),
  ...averageRecall.map(percent),
]);
const head = ['order', ...COUNTS.map((n) => `R.5@${n}`), ...COUNTS.map((n) => `AR@${n}`)];
process.stderr.write(`${table(rows, { head })}\n`);
