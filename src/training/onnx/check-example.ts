import { RcnnError } from '../../errors.js';
import type { RegionExample } from './region-trainer.js';

/** The sides of a network input are multiples of it: cells of the shared map are 16 pixels, and pools need even sides. */
export const SIDE_MULTIPLE = 32;

/** @throws RcnnError `bad-option` when the sizes of the arrays do not agree */
export function checkImage({
  image,
  height,
  width,
  regions,
}: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>): void {
  for (const [name, side] of Object.entries({ height, width })) {
    if (Number.isInteger(side) && side > 0 && side % SIDE_MULTIPLE === 0) continue;
    throw new RcnnError(
      'bad-option',
      `Expected the ${name} of an example to be a multiple of ${SIDE_MULTIPLE}, but got ${side}: pad the photograph with zeros.`,
    );
  }
  expectLength('"image" of an example', image.length, 3 * height * width);
  if (regions.length === 0 || regions.length % 4 !== 0) {
    throw new RcnnError(
      'bad-option',
      `Expected "regions" of an example to hold 4 numbers for each of 1 or more regions, but got ${regions.length}.`,
    );
  }
}

/** @throws RcnnError `bad-option` */
export function checkExample(example: RegionExample, classes: number): void {
  checkImage(example);
  const { regions, labels, targets } = example;
  expectLength('"labels" of an example', labels.length, regions.length / 4);
  expectLength('"targets" of an example', targets.length, regions.length);
  const wrong = labels.find((label) => label < -1 || label > classes);
  if (wrong === undefined) return;
  throw new RcnnError('bad-option', `Expected labels from -1 to ${classes}, but got ${wrong}.`);
}

function expectLength(what: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new RcnnError('bad-option', `Expected ${what} to hold ${expected} values, but got ${length}.`);
}
