/**
 * What fully convolutional evaluation of the 144 crops would change: the corners and the centre of each scaled square as windows
 * of one map of the whole square, where crops are separate passes. A window's cells near a crop's inner borders have seen the
 * neighbouring pixels; a crop's have seen padding. Accuracy, agreement, and processor time of both on the same photographs.
 * S = side of the network's input, s = side of a scaled square, C = channels of the last map, K = classes.
 */
import { averagedViews, LocalClassifierCore, type ScoredView } from '../src/classification/core.js';
import { topIndices } from '../src/classification/top.js';
import { type View, viewsOf } from '../src/classification/views.js';
import type { Engine, Executable } from '../src/engines/engine.js';
import { loadEngine } from '../src/engines/index.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import { lastMap } from '../src/googlenet/region-network.js';
import { subnetwork } from '../src/googlenet/subnetwork.js';
import type { Raster } from '../src/imaging/raster.js';
import { warpBox } from '../src/imaging/warp.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { arraysOf } from '../src/weights/ranges.js';
import { type BenchOptions, median, printTable } from './bench.js';
import { labelledPhotographs, modelName } from './imagenette.js';

/** Pixels of the input per cell of the last map. */
const STRIDE = 32;
const POOL = 'pool5/7x7_s1';
const WAYS = ['144 crops', 'windows of whole squares'] as const;

export async function run(options: BenchOptions): Promise<unknown> {
  const photographs = await labelledPhotographs(options);
  const model = await loadModel(modelName);
  const engine = await loadEngine('onnx');
  const crops = await LocalClassifierCore.create(model, engine, { threads: 1 });
  const windows = await WholeSquares.create(model, engine);
  const seen: Seen[] = [];
  for (const [turn, { path, label }] of photographs.entries()) {
    const image = await decodeImage(path);
    const ways = [() => crops.views(image, { crops: 144 }), () => windows.views(image)];
    const scored: ScoredView[][] = [];
    const processor: number[] = [];
    for (const way of turn % 2 === 0 ? [0, 1] : [1, 0]) {
      const before = process.cpuUsage();
      scored[way] = await ways[way]!();
      const { user, system } = process.cpuUsage(before);
      processor[way] = (user + system) / 1000;
    }
    seen.push({ label, scored, processor });
  }
  crops.close();
  windows.dispose();
  return report(model, seen);
}

interface Seen {
  readonly label: string;
  /** Of each way. */
  readonly scored: readonly (readonly ScoredView[])[];
  /** Milliseconds of each way. */
  readonly processor: readonly number[];
}

/** The 144 views, those that are parts of a square from one map of it. */
class WholeSquares {
  readonly #model: Model;
  readonly #map: Executable;
  readonly #head: Executable;

  private constructor(model: Model, { map, head }: { map: Executable; head: Executable }) {
    this.#model = model;
    this.#map = map;
    this.#head = head;
  }

  static async create(model: Model, engine: Engine): Promise<WholeSquares> {
    const whole = googlenet({ ...model.card.network, auxiliary: false });
    const channels = model.weights.get('loss3/classifier/weight')!.shape[1]!;
    const compiled = (network: typeof whole) =>
      engine.compile(network, arraysOf(network, model.weights), { threads: 1 });
    const map = await compiled(subnetwork(whole, { to: [lastMap] }));
    const head = await compiled(subnetwork(whole, { from: POOL, fromChannels: channels, to: ['prob'] }));
    return new WholeSquares(model, { map, head });
  }

  async views(image: Raster): Promise<ScoredView[]> {
    const { inputSize } = this.#model.card.preprocessing;
    const views = viewsOf(image, { crops: 144, inputSize });
    const scored: ScoredView[] = [];
    for (const group of groupsOf(views)) {
      const map = await this.#mapOf(image, group[0]!);
      const means = group.map((view) => meanOf(map, windowOf(view, inputSize)));
      const data = new Float32Array(means.length * means[0]!.length);
      means.forEach((mean, i) => {
        data.set(mean, i * mean.length);
      });
      const shape = [means.length, means[0]!.length, 1, 1];
      const { prob } = await this.#head.run({ [POOL]: { data, shape } });
      const classes = prob!.data.length / means.length;
      group.forEach((view, i) => {
        scored.push({ view, scores: prob!.data.slice(i * classes, (i + 1) * classes) });
      });
    }
    return scored;
  }

  /** Of the view's whole square, mirrored as the view is: C x s / 32 x s / 32. */
  async #mapOf(image: Raster, { square, scale, mirror }: View): Promise<Cells> {
    const { preprocessing } = this.#model.card;
    const data = new Float32Array(3 * scale * scale);
    const size = { width: scale, height: scale };
    warpBox(image, square.box, { ...size, preprocessing, mirror, into: data });
    const output = await this.#map.run({ data: { data, shape: [1, 3, scale, scale] } });
    const { data: values, shape } = output[lastMap]!;
    return { values, channels: shape[1]!, side: shape[2]! };
  }

  dispose(): void {
    this.#map[Symbol.dispose]();
    this.#head[Symbol.dispose]();
  }
}

/** Views of one square at one scale, mirrored or not. */
function groupsOf(views: readonly View[]): View[][] {
  const groups = new Map<string, View[]>();
  for (const view of views) {
    const key = `${view.square.place} ${view.scale} ${view.mirror}`;
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  return [...groups.values()];
}

/** C x side x side. */
interface Cells {
  readonly values: Float32Array;
  readonly channels: number;
  readonly side: number;
}

interface Window {
  /** First column and row, in cells; a centre may begin in the middle of one. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function windowOf({ box, square, scale, mirror }: View, inputSize: number): Window {
  const cells = scale / STRIDE / (square.box.x2 - square.box.x1); // per pixel of the photograph
  const [left, right] = [(box.x1 - square.box.x1) * cells, (square.box.x2 - box.x2) * cells];
  return { left: mirror ? right : left, top: (box.y1 - square.box.y1) * cells, side: inputSize / STRIDE };
}

/** C means over a window; cells that are partly in it count for that part. */
function meanOf({ values, channels, side }: Cells, window: Window): Float32Array {
  const share = (from: number, cell: number) =>
    Math.max(0, Math.min(cell + 1, from + window.side) - Math.max(cell, from)) / window.side;
  const columns = Array.from({ length: side }, (_, cell) => share(window.left, cell));
  const rows = Array.from({ length: side }, (_, cell) => share(window.top, cell));
  const weights = rows.flatMap((row) => columns.map((column) => row * column));
  return Float32Array.from({ length: channels }, (_, c) =>
    weights.reduce((sum, weight, cell) => sum + weight * values[c * side * side + cell]!, 0),
  );
}

function report({ card: { classes } }: Model, seen: readonly Seen[]) {
  const best = seen.map(({ scored }) => scored.map((views) => topIndices(averagedViews(views), 5)));
  const hits = (way: number, first: number) => {
    const named = (k: number) => classes[k]!.wnid ?? classes[k]!.name;
    return share(seen, ({ label }, i) => best[i]![way]!.slice(0, first).map(named).includes(label));
  };
  const ways = WAYS.map((name, way) => ({
    name,
    top1: hits(way, 1),
    top5: hits(way, 5),
    sameBest: share(best, (both) => both[0]![0] === both[way]![0]),
    milliseconds: median(seen.map(({ processor }) => processor[way]!)),
    ratio: median(seen.map(({ processor }) => processor[0]! / processor[way]!)),
  }));
  printTable(
    [`${seen.length} photographs`, 'top-1 %', 'top-5 %', 'same best %', 'processor ms', 'times as fast'],
    ways.map(({ name, top1, top5, sameBest, milliseconds, ratio }) => [
      ...[name, percent(top1), percent(top5), percent(sameBest), milliseconds.toFixed(0), ratio.toFixed(2)],
    ]),
  );
  const places = placesOf(seen);
  printTable(
    ['views', 'same best %', 'mean difference of the best probability'],
    places.map(({ place, same, difference }) => [place, percent(same), difference.toFixed(3)]),
  );
  return { photographs: seen.length, ways, places };
}

/** How far a window's scores are from its crop's, by where it lies. */
function placesOf(seen: readonly Seen[]) {
  const groups: readonly [string, (view: View) => boolean][] = [
    ['corners', ({ place }) => place !== 'centre' && place !== 'whole'],
    ['centres on whole cells', (view) => view.place === 'centre' && !isBetween(view)],
    ['centres between cells', (view) => view.place === 'centre' && isBetween(view)],
    ['whole squares', ({ place }) => place === 'whole'],
  ];
  return groups.map(([place, isIn]) => {
    const pairs = seen.flatMap(({ scored: [crops, windows] }) =>
      crops!.flatMap(({ view, scores }, i) => (isIn(view) ? [[scores, windows![i]!.scores] as const] : [])),
    );
    const [same, distances] = [
      share(pairs, ([a, b]) => topIndices(a, 1)[0] === topIndices(b, 1)[0]),
      pairs.map(([a, b]) => Math.abs(a[topIndices(a, 1)[0]!]! - b[topIndices(a, 1)[0]!]!)),
    ];
    return { place, same, difference: distances.reduce((sum, one) => sum + one, 0) / distances.length };
  });
}

const isBetween = ({ scale }: View) => ((scale - 224) / 2) % STRIDE !== 0;
const percent = (value: number) => (100 * value).toFixed(2);

function share<T>(all: readonly T[], test: (one: T, i: number) => boolean): number {
  return all.filter(test).length / all.length;
}
