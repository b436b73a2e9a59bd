import { expect, it } from 'vitest';
import type { ModelCard } from '../../../src/weights/model-card.js';
import { trainedFrom } from '../../../src/weights/trained-from.js';

const published = {
  name: 'bvlc',
  licence: 'released for unrestricted use',
  origin: { text: 'BVLC.', url: 'https://example.org/' },
} as ModelCard;

it("does not give a trained model its base's licence or origin, but names them", () => {
  expect(trainedFrom(published, '30 photographs')).toEqual({
    licence: 'that of its trainer',
    origin: { text: 'Trained by googlenet-rcnn on 30 photographs.' },
    base: 'bvlc',
    baseLicence: published.licence,
    baseOrigin: published.origin,
  });
});

it('names the first base of a model that was trained itself', () => {
  const mine = { ...published, ...trainedFrom(published, '30 photographs'), name: 'mine' } as ModelCard;
  expect(trainedFrom(mine, '60 photographs')).toMatchObject({
    ...{ base: 'mine', baseLicence: published.licence, baseOrigin: published.origin },
  });
});

it('of no base says nothing of one', () =>
  expect(Object.keys(trainedFrom(undefined, '30 photographs'))).toEqual(['licence', 'origin']));
