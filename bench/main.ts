import { parseArgs } from 'node:util';
import { expectedError, RcnnError } from '../src/errors.js';
import type { Bench } from './bench.js';

/** One line a benchmark; each file exports `run`. */
const benches: Readonly<
  Record<string, { what: string; onlyByName?: true; load: () => Promise<{ run: Bench }> }>
> = {
  engines: {
    what: 'GoogLeNet on each engine, what normalisation costs, trunk and regions',
    load: () => import('./engines.js'),
  },
  detect: {
    what: 'from file to detections: mAP and time of both ways to see regions (BENCH_IMAGES, BENCH_CROPS, BENCH_MODEL)',
    load: () => import('./detect.js'),
  },
  'detector-parts': {
    what: 'what voting, support, second looks, choice, scales and mirroring are worth: mAP and time (--data, --split, --limit photographs, BENCH_MODEL, BENCH_VARIANTS)',
    onlyByName: true,
    load: () => import('./detector-parts.js'),
  },
  start: {
    what: 'seconds from the command to the end of `detect` on one photograph, and what a warm one takes (--data, --limit rounds)',
    load: () => import('./start.js'),
  },
  worker: {
    what: 'detections in a thread of their own against the calling one: time, and the longest pause (--data, --split, --limit photographs)',
    load: () => import('./worker.js'),
  },
  browser: {
    what: 'the two engines for browsers in one page of Chromium, on one photograph (--limit rounds)',
    load: () => import('./browser.js'),
  },
  classify: {
    what: 'top-1 and top-5 over folders of classes, and whether the engines agree (--data, --split, --limit, BENCH_MODEL)',
    load: () => import('./classify.js'),
  },
  crops: {
    what: "the paper's 144 crops of a photograph beside loops in Python (--limit rounds, BENCH_PYTHON)",
    load: () => import('./crops.js'),
  },
  borders: {
    what: 'the 144 crops against windows of whole-square passes: accuracy, agreement, processor time (--data, --split, --limit photographs, BENCH_MODEL)',
    load: () => import('./borders.js'),
  },
  scales: {
    what: 'what each scale of the 144 crops is worth alone (--data, --split, --limit photographs, BENCH_MODEL)',
    load: () => import('./scales.js'),
  },
  'many-boxes': {
    what: 'ten thousand boxes on one photograph: processor time per box and memory as they go (--limit boxes, BENCH_MODEL)',
    load: () => import('./many-boxes.js'),
  },
  quantize: {
    what: 'a detector or a classifier in float and in 8 bits: accuracy and processor time of the network (--data, --split, --limit photographs, BENCH_MODEL, BENCH_QUANTIZED)',
    load: () => import('./quantize.js'),
  },
  eval: {
    what: 'COCO and VOC numbers from files of val2017 size, beside Python peers (BENCH_PYTHON)',
    load: async () => ({ run: async () => (await import('./eval.js')).run() }),
  },
  'eval-growth': {
    what: 'time and memory of an evaluation from half a million detections to five',
    load: () => import('./eval-growth.js'),
  },
  train: {
    what: 'images a second in training beside PyTorch, and what the 1x1 reductions save (--limit rounds, BENCH_PYTHON)',
    load: () => import('./train.js'),
  },
  'fine-tune': {
    what: "the detector's fine-tuning step beside PyTorch: the same gradients, and ratios of time (--limit rounds, BENCH_PYTHON)",
    load: () => import('./fine-tune.js'),
  },
  ingredients: {
    what: 'what each ingredient of the training gives, an hour or two (--data photographs in a folder per class, --limit epochs)',
    onlyByName: true,
    load: () => import('./ingredients.js'),
  },
  'own-classes': {
    what: 'mAP and seconds against photographs per class, heads and fine-tuned (--data, --limit photographs measured on, BENCH_BASE, BENCH_COUNTS, BENCH_SEEDS, BENCH_MINUTES or BENCH_STEPS)',
    onlyByName: true,
    load: () => import('./own-classes.js'),
  },
  'hold-out': {
    what: 'holds classes out of a data set: files for a base that never sees them, and of these alone (--data, BENCH_CLASSES, BENCH_SPLITS, BENCH_OUT)',
    onlyByName: true,
    load: () => import('./hold-out.js'),
  },
  teach: {
    what: 'labelling by clicks and drawn boxes, replayed on VOC photographs (--data, --split, --limit photographs)',
    onlyByName: true,
    load: () => import('./teach.js'),
  },
  'teach-order': {
    what: 'mAP against labelled photographs, as the queue orders them and at random (--data with train and val)',
    onlyByName: true,
    load: () => import('./teach-order.js'),
  },
  proposals: {
    what: "presets of the proposals beside OpenCV's: time and recall on VOC photographs (--data, --split, --limit, BENCH_PYTHON, BENCH_SOURCES, BENCH_MULTIBOX)",
    load: () => import('./proposals.js'),
  },
  'proposals-cost': {
    what: 'time and memory of selective search against pixels, 0.05 to 24 megapixels (--limit rounds)',
    load: () => import('./proposals-cost.js'),
  },
  jobs: {
    what: 'what the queue costs per image and holds in Redis, the network left out (--limit units)',
    load: () => import('./jobs.js'),
  },
  'jobs-workers': {
    what: 'two workers of a queue against one process (--limit photographs, --data, --split)',
    load: () => import('./jobs-workers.js'),
  },
  'jobs-kills': {
    what: 'a split over three workers that keep being killed, against the bytes of one process (--limit photographs, --data, --split)',
    onlyByName: true,
    load: () => import('./jobs-kills.js'),
  },
  serve: {
    what: "the server under a thousand connections, and its throughput against the library's own loop (--data, --split, --limit seconds, BENCH_PART)",
    onlyByName: true,
    load: () => import('./serve.js'),
  },
  scale: {
    what: "hours and cost of runs of ILSVRC's size, on paper, from what one photograph takes",
    load: () => import('./scale.js'),
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    data: { type: 'string' },
    split: { type: 'string' },
    limit: { type: 'string' },
  },
});

/** Without those that take hours. */
const usual = Object.keys(benches).filter((name) => !benches[name]!.onlyByName);

const { data, split, limit } = values;
const options = { ...(data && { data }), ...(split && { split }), ...(limit && { limit: Number(limit) }) };

if (values.help) {
  process.stderr.write(
    'npm run bench -- [name ...] [--json] [--data VOC] [--split NAME] [--limit N]; without a name all that take no hours run:\n',
  );
  for (const [name, { what }] of Object.entries(benches)) process.stderr.write(`  ${name}: ${what}\n`);
} else {
  const unknown = positionals.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    process.stderr.write(
      `Expected names of ${Object.keys(benches).join(', ')}, but got ${unknown.join(', ')}.\n`,
    );
    process.exitCode = 2;
  } else {
    const results: Record<string, unknown> = {};
    for (const name of positionals.length > 0 ? positionals : usual) {
      process.stderr.write(`\n${name}: ${benches[name]!.what}\n`);
      const { run } = await benches[name]!.load();
      const result = await run(options).catch(expectedError);
      if (result instanceof RcnnError) {
        const fix = result.code === 'file-not-found' ? 'Photographs are named by --data.\n' : '';
        process.stderr.write(`${result.message}\n${fix}`);
        process.exitCode = 1;
      } else results[name] = result;
    }
    if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  }
}
