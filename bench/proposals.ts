/**
 * Selective search on VOC photographs beside OpenCV's own (BENCH_PYTHON: a Python with
 * opencv-contrib-python-headless), photograph by photograph in one run: time, recall, best overlap.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { evaluateProposals } from '../eval/proposals.js';
import type { SelectiveSearchOptions } from '../proposals/selective-search/options.js';
import { selectiveSearch } from '../proposals/selective-search/selective-search.js';
import { table } from '../src/cli/output.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { Boxes } from '../src/geometry/boxes.js';
import { decodeImage } from '../src/imaging/decode.js';
import { packageRoot } from '../src/package-root.js';

const counts = [100, 300, 500, 1000, 2000];
/** Photographs; all of `val` with BENCH_IMAGES=471. */
const images = Number(process.env['BENCH_IMAGES'] ?? 60);

type Propose = (path: string) => Promise<{ ms: number; boxes: Boxes }>;

export async function run(): Promise<unknown> {
  const data = process.env['GOOGLENET_RCNN_DATA'] ?? join(packageRoot, '..', 'shared');
  const root = join(data, 'data', 'voc2012-subset', 'VOC2012');
  const dataset = await readVoc(root, { split: 'val' });
  const python = process.env['BENCH_PYTHON'];
  const peer = python ? startPeer(python) : undefined;
  const methods: [string, Propose][] = [
    ['fast', ours({ preset: 'fast' })],
    ['fast, 1 thread', ours({ preset: 'fast', threads: 1 })],
    ['single', ours({ preset: 'single' })],
    ['double', ours({ preset: 'double' })],
    ['quality', ours({ preset: 'quality' })],
  ];
  if (peer) methods.push(['OpenCV fast', peer.ask('fast')], ['OpenCV quality', peer.ask('quality')]);
  const step = Math.max(1, Math.floor(dataset.images.length / images));
  const proposals = methods.map(() => new Array<Boxes | undefined>(dataset.images.length));
  const times: number[][] = methods.map(() => []);
  const used = new Set<number>();
  for (let i = 0; i < dataset.images.length && used.size < images; i += step) {
    const path = join(root, dataset.images[i]!.file ?? join('JPEGImages', `${dataset.images[i]!.id}.jpg`));
    for (let m = 0; m < methods.length; m++) {
      const { ms, boxes } = await methods[m]![1](path);
      proposals[m]![i] = boxes;
      times[m]!.push(ms);
    }
    used.add(i);
  }
  peer?.process.kill();
  const rows = methods.map(([name], m) => {
    const chosen = [...used];
    const truth = objectsOf(dataset, chosen);
    const result = evaluateProposals({
      ...truth,
      proposals: chosen.map((i) => proposals[m]![i]),
      counts,
      iou: [0.5, 0.7],
    });
    return {
      name,
      ms: median(times[m]!),
      boxes: result.boxes.mean,
      recall50: result.recall.map((row) => row[0]!),
      recall70: result.recall.at(-1)![1]!,
      meanBestOverlap: result.meanBestOverlap.at(-1)!,
      averageRecall: result.averageRecall.at(-1)!,
    };
  });
  process.stderr.write(`${render(rows)}\n`);
  return rows;
}

type Row = {
  name: string;
  ms: number;
  boxes: number;
  recall50: number[];
  recall70: number;
  meanBestOverlap: number;
  averageRecall: number;
};

function render(rows: readonly Row[]): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  const cells = rows.map((row) => [
    row.name,
    row.ms.toFixed(1),
    row.boxes.toFixed(0),
    ...row.recall50.map(percent),
    percent(row.recall70),
    percent(row.meanBestOverlap),
    percent(row.averageRecall),
  ]);
  const head = ['search', 'ms', 'boxes', ...counts.map((count) => `R.5@${count}`), 'R.7', 'MBO', 'AR'];
  return table(cells, { head, right: head.map((_, i) => i).slice(1) });
}

function ours(options: SelectiveSearchOptions): Propose {
  return async (path) => {
    const raster = await decodeImage(path);
    const began = performance.now();
    const boxes = await selectiveSearch(raster, options);
    return { ms: performance.now() - began, boxes };
  };
}

function startPeer(python: string): { process: ChildProcess; ask: (mode: string) => Propose } {
  const script = fileURLToPath(new URL('./peers/opencv_selective_search.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask =
    (mode: string): Propose =>
    async (path) => {
      child.stdin.write(`${mode} ${path}\n`);
      const { value } = await lines.next();
      const { ms, boxes }: { ms: number; boxes: [number, number, number, number][] } = JSON.parse(value);
      return { ms, boxes: Boxes.from(boxes.map(([x, y, w, h]) => ({ x1: x, y1: y, x2: x + w, y2: y + h }))) };
    };
  return { process: child, ask };
}

/** The chosen photographs and their objects, renumbered. */
function objectsOf({ images: all, classes, truth }: Awaited<ReturnType<typeof readVoc>>, chosen: number[]) {
  const objects = [];
  for (let row = 0; row < truth.length; row++) {
    if (!chosen.includes(truth.image[row]!)) continue;
    const [x1, y1, x2, y2] = [truth.x1[row]!, truth.y1[row]!, truth.x2[row]!, truth.y2[row]!];
    objects.push({
      image: all[truth.image[row]!]!.id,
      class: classes[truth.class[row]!]!.name,
      box: { x1, y1, x2, y2 },
      difficult: (truth.flags[row]! & 1) !== 0,
    });
  }
  return { truth: objects, images: chosen.map((i) => all[i]!), classes };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
