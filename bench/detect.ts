/**
 * From file to detections with the embedded model, stage by stage: the ways to see regions that the model has heads
 * for, several numbers of proposals, the same photographs of VOC's `val` for all, one photograph after the other through every setting.
 */
import { join } from 'node:path';
import type { Timings } from '../detection/detected.js';
import type { Detector } from '../detection/detector.js';
import { loadDetector } from '../detection/load-detector.js';
import type { RegionMode } from '../detection/modes/modes.js';
import { detectorRecord } from '../detection/record.js';
import type { DetectedObject, TruthObject } from '../eval/inputs.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { loadModel } from '../src/weights/model-file.js';
import { type BenchOptions, median, printTable, vocFolder } from './bench.js';
import { meanPrecision, spread, truthOf } from './voc-sample.js';

/** Photographs, evenly spread over `val`; all of it with BENCH_IMAGES=471. */
const images = Number(process.env['BENCH_IMAGES'] ?? 60);
/** A model by name or file: BENCH_MODEL. */
const model = process.env['BENCH_MODEL'] ?? 'voc';
/** What mAP is measured with: people's threshold of 0.3 would cut the curves off. */
const threshold = 0.01;

const stages = ['decode', 'propose', 'classify', 'total'] as const;

interface Setting {
  readonly mode: RegionMode;
  readonly count: number;
}

/** Crops with 2,000 proposals: BENCH_CROPS=500,1000,2000 (a minute and more a photograph on a busy machine). */
const settings: readonly Setting[] = [
  ...[500, 1000, 2000].map((count) => ({ mode: 'shared' as const, count })),
  ...(process.env['BENCH_CROPS'] ?? '500,1000,2000')
    .split(',')
    .filter(Boolean)
    .map((count) => ({ mode: 'crops' as const, count: Number(count) })),
];

export async function run({ data: root = vocFolder }: BenchOptions): Promise<unknown> {
  const dataset = await readVoc(root, { split: 'val' });
  const used = spread(dataset.images, images);
  const runs: Run[] = [];
  const record = detectorRecord(await loadModel(model));
  for (const setting of settings.filter(({ mode }) => record[mode])) {
    const detector = await loadDetector(model, { regions: setting.mode, count: setting.count, threshold });
    // The first photograph warms up.
    await detector.detect(join(root, dataset.images[used[0]!]!.file!));
    runs.push({ ...setting, detector, times: [], detections: [] });
  }
  for (const i of used) {
    const { id, file } = dataset.images[i]!;
    for (const { detector, times, detections } of runs) {
      const found = await detector.detect(join(root, file!));
      times.push(found.timings);
      detections.push(...found.detections.map((detection) => ({ ...detection, image: id })));
    }
  }
  for (const { detector } of runs) detector[Symbol.dispose]();
  return report(runs, truthOf(dataset, used));
}

interface Run extends Setting {
  readonly detector: Detector;
  readonly times: Timings[];
  readonly detections: DetectedObject[];
}

/** mAP of VOC 2010 at IoU 0.5, and the median milliseconds of each stage; images go one at a time, nothing overlaps. */
function report(runs: readonly Run[], truth: readonly TruthObject[]) {
  const rows = runs.map(({ mode, count, times, detections }) => {
    const ms = Object.fromEntries(stages.map((stage) => [stage, median(times.map((time) => time[stage]))]));
    return { mode, count, mAP: meanPrecision(truth, detections), ms };
  });
  printTable(
    ['regions', 'proposals', 'mAP', ...stages.map((stage) => `${stage}, ms`)],
    rows.map(({ mode, count, mAP, ms }) => [
      mode,
      count,
      (100 * mAP).toFixed(1),
      ...stages.map((stage) => ms[stage]!.toFixed(0)),
    ]),
  );
  return rows;
}
