import { selectImages } from '../../../datasets/edit.js';
import type { Dataset } from '../../../datasets/records.js';
import { photographGroups } from '../../../datasets/split-dataset.js';
import { RcnnError } from '../../../errors.js';
import { drawFolds } from '../folds.js';

/** A fifth of some dozen photographs still has several of each class. */
const PARTS = 5;

export interface DividedData {
  /** What is learnt from. */
  readonly dataset: Dataset;
  /** What is measured on, and not learnt from. */
  readonly validation: Dataset;
  /** Whether `validation` was drawn at random, since the data set has no split for it. */
  readonly drawn: boolean;
}

interface HoldOutOptions {
  readonly hashes: readonly string[];
  readonly validationHashes: readonly string[];
  readonly seed: number;
}

/**
 * Photographs to measure on: the data set's own without those that are learnt from, under whatever name, or where none are
 * left, a fifth of those that are learnt from, drawn at random. Copies of one photograph stay together.
 *
 * @param options.hashes of the contents of the photographs of `dataset`
 * @param options.validationHashes of those of `validation`
 * @throws RcnnError `bad-dataset` where there is but one photograph
 */
export function holdOut(
  { dataset, validation }: Pick<DividedData, 'dataset' | 'validation'>,
  { hashes, validationHashes, seed }: HoldOutOptions,
): DividedData {
  const learnt = new Set(hashes);
  const others = [...validation.images.keys()].filter((row) => !learnt.has(validationHashes[row]!));
  if (others.length > 0) return { dataset, validation: selectImages(validation, others), drawn: false };
  const groups = photographGroups(dataset, { hashes });
  if (groups.length < 2) {
    throw new RcnnError(
      'bad-dataset',
      'Expected at least two photographs, one to learn from and one to measure on, but got one.',
    );
  }
  const parts = drawFolds(groups, { folds: Math.min(PARTS, groups.length), seed });
  const rows = (held: boolean) => [...parts.keys()].filter((image) => (parts[image] === 0) === held);
  return {
    dataset: selectImages(dataset, rows(false)),
    validation: selectImages(dataset, rows(true)),
    drawn: true,
  };
}
