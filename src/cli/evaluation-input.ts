import type { RuleOptions } from '../../eval/index.js';
import { readDataset, readDetections } from '../datasets/formats.js';
import type { Dataset, DetectionTable } from '../datasets/records.js';
import { RcnnError } from '../errors.js';
import type { LongWork } from '../progress.js';
import type { RuleChoices, TruthOptions } from './evaluation-options.js';

/** The data set that `--truth` names. */
export function readTruth({ truth, split, images, meta }: TruthOptions, work: LongWork): Promise<Dataset> {
  return readDataset(truth, {
    ...work,
    ...(split !== undefined && { split }),
    ...(images !== undefined && { imageRoot: images }),
    ...(meta !== undefined && { meta }),
  });
}

/** The results in a file or folder. */
export function readResults(
  path: string,
  dataset: Dataset,
  { split }: Pick<TruthOptions, 'split'>,
  { signal }: LongWork,
): Promise<DetectionTable> {
  return readDetections(path, dataset, {
    ...(split !== undefined && { split }),
    ...(signal && { signal }),
  });
}

/** Options of the command line as those of the library. */
export async function rulesOf(options: RuleChoices, dataset: Dataset): Promise<RuleOptions> {
  const { iou, difficult, maxDetections, classes, blacklist } = options;
  return {
    ...(iou && { iou }),
    ...(difficult && { difficult }),
    ...(maxDetections && { maxDetections }),
    ...(classes && { onlyClasses: classes }),
    ...(blacklist && { blacklist: await readBlacklist(blacklist, dataset) }),
  };
}

async function readBlacklist(file: string, dataset: Dataset) {
  const { readIlsvrcBlacklist } = await import('../datasets/ilsvrc/results.js');
  return await readIlsvrcBlacklist(file, dataset);
}

/** An option that a task cannot do without, though others can. @throws RcnnError `bad-option` */
export function needed<T>(value: T | undefined, option: string): T {
  if (value !== undefined) return value;
  throw new RcnnError('bad-option', `Expected --${option}; evaluate --help shows examples.`);
}
