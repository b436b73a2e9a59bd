import { join } from 'node:path';
import type { Size } from '../../geometry/box.js';
import { collectDetections, type FoundBox } from '../collect-detections.js';
import { ImageFinder } from '../images.js';
import { type Look, lookAt } from '../look.js';
import { shown } from '../numbers.js';
import { listFiles } from '../photographs.js';
import { badDataset, report } from '../problem.js';
import type { DetectionTable, ImagesAndClasses } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { isFolder, readText } from '../text.js';
import { namesBeside } from './class-names.js';
import { inPixels, parseLabelLine } from './label-line.js';

/** A folder with `labels`, or with text files that are not VOC's. */
export function isYoloResults({ isFolder, files, folders }: Look): boolean {
  if (!isFolder) return false;
  const texts = files.filter((name) => /\.txt$/i.test(name) && !/^(labels|classes)\.txt$/.test(name));
  return (
    folders.includes('labels') || (texts.length > 0 && !texts.some((name) => /^comp\d?_det_/.test(name)))
  );
}

/**
 * Reads a folder of `<photograph>.txt` with a confidence after each box, as Ultralytics writes it
 * (`save_txt=True save_conf=True`). Numbers of classes mean `classes.txt` beside it, else their position in the
 * data set. A photograph without a file has no detections.
 * @throws RcnnError `bad-dataset` with file and line
 */
export async function readYoloResults(
  path: string,
  dataset: ImagesAndClasses,
  options: ReadResultsOptions,
): Promise<DetectionTable> {
  const inner = join(path, 'labels');
  const folder = (await isFolder(inner)) ? inner : path;
  const names =
    (await namesBeside(await lookAt(path)))?.byId ??
    new Map(dataset.classes.map(({ name }, id) => [id, name]));
  const files = (await listFiles(folder, /\.txt$/i)).filter((name) => name !== 'classes.txt');
  const finder = new ImageFinder(dataset.images);
  const found: FoundBox[] = [];
  for (const name of files) {
    const image = name.replace(/\.txt$/i, '');
    const index = finder.find(image);
    const size = index === undefined ? { width: 1, height: 1 } : dataset.images[index]!;
    found.push(...(await readOne(join(folder, name), { image, size, names, options })));
  }
  return collectDetections(found, dataset, options);
}

interface Place {
  readonly image: string;
  readonly size: Size;
  readonly names: ReadonlyMap<number, string>;
  readonly options: ReadResultsOptions;
}

async function readOne(file: string, { image, size, names, options }: Place): Promise<FoundBox[]> {
  if (size.width === 0 || size.height === 0) {
    const message = `expected the data set to say the size of ${shown(image)}, but it does not: add it to the truth.`;
    throw badDataset({ kind: 'malformed', file, message });
  }
  const found: FoundBox[] = [];
  (await readText(file)).split('\n').forEach((text, index) => {
    if (text.trim() === '') return;
    const line = index + 1;
    const label = parseLabelLine(text, { scored: true });
    if (typeof label === 'string') {
      report({ kind: 'malformed', file, line, message: `${label}.` }, options.onProblem);
      return;
    }
    const { classId, box, score = 0 } = label;
    found.push({
      image,
      className: names.get(classId) ?? String(classId),
      box: inPixels(box, size),
      score,
      file,
      line,
    });
  });
  return found;
}
