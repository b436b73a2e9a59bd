import { expect, it } from 'vitest';
import { TruthBuilder } from '../../../../../src/datasets/columns.js';
import type { Dataset } from '../../../../../src/datasets/records.js';
import { holdOut } from '../../../../../src/training/detector/fine-tune/hold-out.js';

/** A photograph per id, with an object as wide as its place in the list says. */
function datasetOf(...ids: string[]): Dataset {
  const truth = new TruthBuilder();
  ids.forEach((_, image) => {
    truth.add({ image, class: 0, x1: 0, y1: 0, x2: image + 1, y2: 1, flags: 0 }, { file: 0, line: 0 });
  });
  return {
    images: ids.map((id) => ({ id, width: 20, height: 20 })),
    classes: [{ name: 'cat', id: 1 }],
    truth: truth.finish([]),
  };
}

/** Of contents that are their ids, up to a dot. */
const hashesOf = ({ images }: Dataset) => images.map(({ id }) => id.split('.')[0]!);
const divide = (dataset: Dataset, validation: Dataset) =>
  holdOut(
    { dataset, validation },
    { hashes: hashesOf(dataset), validationHashes: hashesOf(validation), seed: 1 },
  );
const idsOf = ({ images }: Dataset) => images.map(({ id }) => id);

it("measures on the data set's own validation photographs", () => {
  const { dataset, validation, drawn } = divide(datasetOf('a', 'b'), datasetOf('c', 'd'));
  expect([idsOf(dataset), idsOf(validation), drawn]).toEqual([['a', 'b'], ['c', 'd'], false]);
});

it('never measures on photographs that are learnt from', () => {
  const { dataset, validation, drawn } = divide(datasetOf('a', 'b'), datasetOf('a', 'c', 'b'));
  expect([idsOf(dataset), idsOf(validation), drawn]).toEqual([['a', 'b'], ['c'], false]);
  expect([...validation.truth.image]).toEqual([0]);
  expect([...validation.truth.x2]).toEqual([2]); // c's object
});

it('knows a photograph that is learnt from under another name', () => {
  const { validation } = divide(datasetOf('a', 'b'), datasetOf('b.copy', 'c'));
  expect(idsOf(validation)).toEqual(['c']);
});

it('measures on a photograph that only has the name of one that is learnt from', () => {
  const dataset = datasetOf('a', 'b');
  const validation = datasetOf('a', 'c');
  const hashes = { hashes: ['1', '2'], validationHashes: ['3', '4'] };
  expect(idsOf(holdOut({ dataset, validation }, { ...hashes, seed: 1 }).validation)).toEqual(['a', 'c']);
});

it('draws a fifth where the validation photographs are all learnt from', () => {
  const ids = [...'abcdefghij'];
  const { dataset, validation, drawn } = divide(datasetOf(...ids), datasetOf('a', 'b'));
  expect([dataset.images.length, validation.images.length, drawn]).toEqual([8, 2, true]);
  expect([...idsOf(dataset), ...idsOf(validation)].sort()).toEqual(ids);
});

it('needs two photographs to draw one', () => {
  expect(() => divide(datasetOf('a'), datasetOf('a'))).toThrow('at least two photographs');
});
