/** Accuracy of single crops over folders of classes, and whether engines agree: N = photographs. */
import { evaluateClassification } from '../eval/index.js';
import { type ClassifierCore, LocalClassifierCore } from '../src/classification/core.js';
import type { Prediction } from '../src/classification/results.js';
import { topIndices } from '../src/classification/top.js';
import { concurrently } from '../src/datasets/concurrently.js';
import { type EngineName, loadEngine } from '../src/engines/index.js';
import { RcnnError } from '../src/errors.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { type BenchOptions, median, printTable } from './bench.js';
import { labelledPhotographs, modelName } from './imagenette.js';

const engines: readonly EngineName[] = ['onnx', 'tensorflow'];
const batch = 16;

interface Contestant {
  readonly engine: EngineName;
  readonly classifier: ClassifierCore;
  readonly predictions: Prediction[][];
  /** Milliseconds an image, of each batch. */
  readonly times: number[];
}

export async function run(options: BenchOptions): Promise<unknown> {
  const photographs = await labelledPhotographs(options);
  const model = await loadModel(modelName);
  const contestants = await load(model);
  for (let start = 0; start < photographs.length; start += batch) {
    const some = photographs.slice(start, start + batch);
    const rasters = await concurrently(some, { stage: 'decode' }, ({ path }) => decodeImage(path));
    for (const { classifier, predictions, times } of contestants) {
      const began = performance.now();
      const scores = await classifier.images(rasters, { crops: 1, average: 'mean' });
      predictions.push(...scores.map((row) => best(row, model.card.classes)));
      times.push((performance.now() - began) / rasters.length);
    }
  }
  for (const { classifier } of contestants) classifier.close();
  const truth = photographs.map(({ path, label }) => ({ image: path, class: label }));
  return report(contestants, truth);
}

function best(scores: Float32Array, classes: Model['card']['classes']): Prediction[] {
  return topIndices(scores, 5).map((k) => {
    const { name, wnid } = classes[k]!;
    return { class: name, ...(wnid === undefined ? {} : { wnid }), score: scores[k]! };
  });
}

async function load(model: Model): Promise<Contestant[]> {
  const loaded: Contestant[] = [];
  for (const engine of engines) {
    try {
      const classifier = await LocalClassifierCore.create(model, await loadEngine(engine));
      loaded.push({ engine, classifier, predictions: [], times: [] });
    } catch (error) {
      if (!(error instanceof RcnnError) || error.code !== 'engine-unavailable') throw error;
      process.stderr.write(`${engine} left out: ${error.message}\n`);
    }
  }
  return loaded;
}

/** Accuracy of each engine, and on how many photographs it says the same as the first. */
function report(
  contestants: readonly Contestant[],
  truth: readonly { readonly image: string; readonly class: string }[],
) {
  const first = contestants[0]!.predictions;
  const names = (guesses: readonly Prediction[]) => guesses.map((guess) => guess.wnid ?? guess.class);
  const rows = contestants.map(({ engine, predictions, times }) => {
    const labelled = predictions.map((row, i) => ({ image: truth[i]!.image, classes: names(row) }));
    const { top1, top5 } = evaluateClassification({ truth, predictions: labelled }).metrics;
    const same = (of: (row: readonly Prediction[]) => string) =>
      predictions.filter((row, i) => of(row) === of(first[i]!)).length;
    return {
      engine,
      top1,
      top5,
      sameBest: same((row) => names(row)[0]!),
      sameFive: same((row) => names(row).join()),
      farthest: Math.max(...predictions.map((row, i) => Math.abs(row[0]!.score - first[i]![0]!.score))),
      milliseconds: median(times),
    };
  });
  const total = truth.length;
  printTable(
    ['engine', 'top-1 %', 'top-5 %', 'same best', 'same five', 'largest difference', 'ms an image'],
    rows.map((row) => [
      row.engine,
      (100 * row.top1).toFixed(2),
      (100 * row.top5).toFixed(2),
      `${row.sameBest}/${total}`,
      `${row.sameFive}/${total}`,
      row.farthest.toExponential(1),
      row.milliseconds.toFixed(1),
    ]),
  );
  return { photographs: total, engines: rows };
}
