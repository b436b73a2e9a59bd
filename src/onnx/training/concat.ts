/** Maps joined along their channels; their gradients are the parts of the joined map's. */
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

export function concat(step: Step, maps: readonly FeatureMap[]): FeatureMap {
  const [first] = maps;
  const y: FeatureMap = {
    ...first!,
    value: step.graph.concat(
      maps.map(({ value }) => value),
      1,
    ),
    segments: maps.flatMap(({ segments }) => segments),
    nonNegative: maps.every(({ nonNegative }) => nonNegative),
  };
  if (!maps.some((map) => step.tape.tracks(map))) return y;
  step.tape.record([y], (gradients) => {
    const parts = step.splitChannels(gradients.of(y)!, maps.map(channelsOf));
    for (const [i, map] of maps.entries()) if (step.tape.tracks(map)) gradients.add(map, parts[i]!);
  });
  return y;
}
