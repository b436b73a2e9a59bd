/**
 * Labelling replayed: a click at the centre of each true object of VOC photographs, and boxes drawn with an unsteady
 * hand. How often is the box good at once, after one or two steps of the wheel, and what does refining do?
 */

import { type Dataset, DIFFICULT } from '../src/datasets/records.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { loadEngine } from '../src/engines/index.js';
import { type Box, iou } from '../src/geometry/box.js';
import { keyedStream, normal, shuffled } from '../src/random/keyed-stream.js';
import { BENCH_PURPOSE } from '../src/random/purposes.js';
import { choicesAt, refined, type ScoredBox } from '../src/teach/click-choices.js';
import { DescribedPhotographs } from '../src/teach/described.js';
import { loadModel } from '../src/weights/model-file.js';
import { type BenchOptions, printTable, vocFolder } from './bench.js';

/** A good box, and VOC's own rule. */
const LEVELS = [0.5, 0.7] as const;
/** Choices shown by a click and at most this many wheel steps. */
const LOOKS = [1, 2, 3] as const;
/** Of the side, standard deviation: how far a click is from the centre. */
const BESIDE = [0, 0.08] as const;
/** Of the side, standard deviation: what a hand misses an edge by, a hasty one and a careful one. */
const UNSTEADY = [0.08, 0.04] as const;
/** Boxes drawn per object and hand. */
const DRAWN = 4;
/** Objects at least this wide and high are told on their own. Pixels. */
const SMALL = 32;

export async function run({
  data = vocFolder,
  split = 'val_more',
  limit = 100,
}: BenchOptions): Promise<unknown> {
  const dataset = await readVoc(data, { split });
  const [base, engine] = await Promise.all([loadModel('voc'), loadEngine('auto')]);
  using described = await DescribedPhotographs.create({ root: data, base, engine });
  const objects: Replayed[] = [];
  // Stopped by Ctrl-C, it tells of the photographs so far, which are spread over all: hence the random order.
  let stopped = false;
  process.on('SIGINT', () => {
    stopped = true;
  });
  const count = Math.min(limit, dataset.images.length);
  let photographs = 0;
  for (const i of shuffled(keyedStream(BENCH_PURPOSE.drawnBoxes, count), count)) {
    const image = Math.floor((i * dataset.images.length) / count);
    const name = dataset.images[image]!.file!;
    const { boxes } = await described.describe(name);
    for (const [g, truth] of objectsOf(dataset, image)) {
      const random = keyedStream(1, g);
      const around = (point: Point) => described.around(name, point);
      const clicks = await clicksOn(truth, boxes, { around, random });
      objects.push({ ...replay(truth, boxes, random), clicks });
    }
    process.stderr.write(`\r${++photographs} of ${count} photographs, ${objects.length} objects `);
    if (stopped) break;
  }
  process.stderr.write('\n');
  const clicks = BESIDE.flatMap((_, i) => clickRows(objects, i));
  const drags = UNSTEADY.flatMap((amiss) => dragRows(objects, amiss));
  const levels = LEVELS.map((level) => `IoU ${level}`);
  const columns = [...levels, ...levels.map((level) => `${level}, proposals alone`)];
  printTable(['share of objects', ...columns], clicks);
  printTable(['drawn box', 'mean IoU', 'IoU 0.7', 'IoU 0.8'], drags);
  return { photographs, objects: objects.length, clicks, drags };
}

type Point = ReturnType<typeof pointIn>;

/** One per distance from the centre. @param options.around what is found around a point beside the boxes */
async function clicksOn(
  truth: Box,
  boxes: readonly ScoredBox[],
  options: {
    readonly around: (point: Point) => Promise<readonly ScoredBox[]>;
    readonly random: () => number;
  },
): Promise<Click[]> {
  const clicks: Click[] = [];
  for (const amiss of BESIDE) {
    const point = pointIn(truth, { amiss, random: options.random });
    const around = await options.around(point);
    const without = choicesAt(boxes, point);
    const choices = choicesAt([...boxes, ...around], point, without.slice(0, 1)); // what is in view stays
    const overlaps = (all: readonly Box[]) => all.map((box) => iou(box, truth));
    clicks.push({ amiss, without: overlaps(without), choices: overlaps(choices) });
  }
  return clicks;
}

interface Replayed {
  readonly large: boolean;
  readonly clicks: readonly Click[];
  readonly drags: readonly Drag[];
}

/** IoU of each choice with the object, in the order shown. */
interface Click {
  readonly amiss: number;
  /** Of proposals alone. */
  readonly without: readonly number[];
  /** With the shapes around the click. */
  readonly choices: readonly number[];
}

/** IoU with the object. */
interface Drag {
  readonly amiss: number;
  readonly drawn: number;
  /** Of the ghost; of the drawn box itself where none is offered. */
  readonly ghost: number;
  readonly offered: boolean;
  /** Of the detector's nearest box, were the drawn one replaced by it. */
  readonly replaced: number;
}

function* objectsOf({ truth }: Dataset, image: number): Generator<[number, Box]> {
  for (let g = 0; g < truth.length; g++) {
    if (truth.image[g] !== image || truth.flags[g]! & DIFFICULT) continue;
    yield [g, { x1: truth.x1[g]!, y1: truth.y1[g]!, x2: truth.x2[g]!, y2: truth.y2[g]! }];
  }
}

function pointIn(
  { x1, y1, x2, y2 }: Box,
  { amiss, random }: { readonly amiss: number; readonly random: () => number },
) {
  const off = (side: number) => amiss * side * normal(random);
  return { x: (x1 + x2) / 2 + off(x2 - x1), y: (y1 + y2) / 2 + off(y2 - y1) };
}

function replay(
  truth: Box,
  boxes: readonly ScoredBox[],
  random: () => number,
): Pick<Replayed, 'large' | 'drags'> {
  const { x1, y1, x2, y2 } = truth;
  const hands = UNSTEADY.flatMap((amiss) => Array.from({ length: DRAWN }, () => amiss));
  return {
    large: x2 - x1 >= SMALL && y2 - y1 >= SMALL,
    drags: hands.map((amiss) => drag(truth, boxes, { amiss, random })),
  };
}

function drag(
  truth: Box,
  boxes: readonly ScoredBox[],
  { amiss, random }: { readonly amiss: number; readonly random: () => number },
): Drag {
  const { x1, y1, x2, y2 } = truth;
  const missed = (side: number) => amiss * side * normal(random);
  const drawn = {
    x1: x1 + missed(x2 - x1),
    y1: y1 + missed(y2 - y1),
    x2: x2 + missed(x2 - x1),
    y2: y2 + missed(y2 - y1),
  };
  const nearest = boxes.reduce((best, { box }) => Math.max(best, iou(box, drawn)), 0);
  const nearestBox = boxes.find(({ box }) => iou(box, drawn) === nearest)?.box ?? drawn;
  const ghost = refined(drawn, boxes);
  return {
    amiss,
    drawn: iou(drawn, truth),
    ghost: iou(ghost ?? drawn, truth),
    offered: ghost !== undefined,
    replaced: iou(nearestBox, truth),
  };
}

/** @param at which click of an object */
function clickRows(objects: readonly Replayed[], at: number): (string | number)[][] {
  const share = (of: readonly Replayed[], reached: (click: Click) => boolean) =>
    percent(of.filter(({ clicks }) => reached(clicks[at]!)).length / of.length);
  const row = (name: string, of: readonly Replayed[], looks: number) => {
    const within = (level: number) => (choices: readonly number[]) =>
      choices.slice(0, looks).some((one) => one >= level);
    return [
      `${name} (${of.length})`,
      ...LEVELS.map((level) => share(of, ({ choices }) => within(level)(choices))),
      ...LEVELS.map((level) => share(of, ({ without }) => within(level)(without))),
    ];
  };
  const large = objects.filter((one) => one.large);
  const where = at === 0 ? 'at the centre' : `${percent(BESIDE[at]!)} of a side beside it`;
  return [
    ...LOOKS.map((looks) =>
      row(looks === 1 ? `one click ${where}` : `and ${looks - 1} wheel steps at most`, objects, looks),
    ),
    row('one click, objects of 32 pixels and more', large, 1),
    row('and 2 wheel steps at most, of 32 pixels and more', large, 3),
  ];
}

function dragRows(objects: readonly Replayed[], amiss: number): (string | number)[][] {
  const drags = objects.flatMap((one) => one.drags.filter((each) => each.amiss === amiss));
  const row = (name: string, of: 'drawn' | 'ghost' | 'replaced') => {
    const values = drags.map((one) => one[of]);
    const share = (level: number) => percent(values.filter((value) => value >= level).length / values.length);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [name, mean.toFixed(3), share(0.7), share(0.8)];
  };
  const offered = drags.filter((one) => one.offered);
  const better = offered.filter(({ ghost, drawn }) => ghost > drawn).length / offered.length;
  const of = `offered for ${percent(offered.length / drags.length)}, better in ${percent(better)} of these`;
  return [
    row(`edges ${percent(amiss)} of a side amiss, as drawn`, 'drawn'),
    row(`the ghost taken (${of})`, 'ghost'),
    row('replaced by the nearest box', 'replaced'),
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
