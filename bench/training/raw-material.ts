import type { PhotographFeatures } from '../../src/training/detector/photograph-features.js';

/** As heads of a file take it: not standardised. */
export function rawMaterial(photographs: readonly PhotographFeatures[]) {
  let start = 0;
  const places = photographs.map((one) => {
    const place = { ...one, start };
    start += one.boxes.length;
    return place;
  });
  const width = photographs[0]!.features.length / photographs[0]!.boxes.length;
  const features = new Float32Array(start * width);
  for (const place of places) features.set(place.features, place.start * width);
  return { features, width, photographs: places };
}
