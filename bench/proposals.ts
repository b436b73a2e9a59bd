/**
 * Recall of proposals on photographs with annotated objects, and the time they take, beside OpenCV's selective
 * search (BENCH_PYTHON: a Python with opencv-contrib-python-headless). All sources take a photograph before the
 * next one comes. Boxes are kept in `runs/bench-proposals`: a run that was stopped resumes, and a later one
 * searches only what changed. BENCH_SOURCES names the sources wanted, with commas: `single,fast,double`;
 * BENCH_MULTIBOX another head than the shipped one. The table is written there as Markdown and JSON as well.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateProposals } from '../eval/proposals.js';
import type { Dataset } from '../src/datasets/records.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { type BenchOptions, median, vocFolder } from './bench.js';
import { BoxCache, type Proposed } from './proposals/box-cache.js';
import { evenly } from './proposals/evenly.js';
import { markdownOf } from './proposals/markdown.js';
import { headFile, MultiBoxSources } from './proposals/multibox-sources.js';
import { OpenCvPeer } from './proposals/opencv-peer.js';
import { type Source, sourcesFor } from './proposals/sources.js';
import { COUNTS, type Row, rowOf, tablesOf } from './proposals/tables.js';

const FOLDER = join(packageRoot, 'runs', 'bench-proposals');
/** Photographs without `--limit`: the whole of `val` is 471, half an hour with OpenCV's quality mode. */
const SOME = 60;

export async function run({ data = vocFolder, split = 'val', limit = SOME }: BenchOptions): Promise<Row[]> {
  const dataset = evenly(await readVoc(data, { split }), limit);
  const python = process.env['BENCH_PYTHON'];
  using peer = python ? new OpenCvPeer(python) : undefined;
  const head = headFile();
  if (head === undefined)
    process.stderr.write('No MultiBox: BENCH_MULTIBOX names no head, and none is shipped.\n');
  using multiBox = head === undefined ? undefined : await MultiBoxSources.load(head);
  const sources = sourcesFor(peer, multiBox?.sources ?? []);
  const proposed = await proposeAll(dataset, sources, split);
  const rows = sources.map(({ name }, s) => {
    const own = proposed[s]!;
    const proposals = own.map(({ boxes }) => boxes);
    const result = evaluateProposals({ ...dataset, proposals, counts: COUNTS, iou: [0.5, 0.7] });
    return rowOf(name, result, {
      ms: median(own.map(({ ms }) => ms)),
      speedUp: median(own.map(({ ms }, i) => proposed[0]![i]!.ms / ms)),
    });
  });
  const what = `${dataset.images.length} photographs of ${split}, ${rows[0]!.objects} objects`;
  const times = "'times': the first source's time over it; MultiBox's is what it costs beyond the trunk";
  process.stderr.write(`${what}; ${times}\n\n${tablesOf(rows)}\n`);
  const table = join(FOLDER, `${split}-${dataset.images.length}`);
  await writeFile(`${table}.md`, markdownOf(rows, `${what}.`));
  await writeFile(`${table}.json`, `${JSON.stringify(rows, null, 2)}\n`);
  process.stderr.write(`Also written: ${table}.md and .json\n`);
  return rows;
}

/** One list a source, in the order of the photographs. */
async function proposeAll(
  dataset: Dataset,
  sources: readonly Source[],
  split: string,
): Promise<Proposed[][]> {
  const caches = sources.map(({ name, key }) => {
    const file = `${split}-${name.replaceAll(/\W+/g, '-')}-${key}.ndjson`;
    return new BoxCache(join(FOLDER, file));
  });
  const all: Proposed[][] = sources.map(() => []);
  for (const [i, { id, file }] of dataset.images.entries()) {
    for (const [s, { propose }] of sources.entries()) {
      if (!caches[s]!.get(id)) caches[s]!.add(id, await propose(join(dataset.root!, file!)));
      all[s]!.push(caches[s]!.get(id)!);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${dataset.images.length} photographs`);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  return all;
}
