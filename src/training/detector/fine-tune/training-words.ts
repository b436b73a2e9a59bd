import type { Dataset } from '../../../datasets/records.js';
import type { Model } from '../../../weights/model-file.js';
import type { NetworkRunConfig } from './run-config.js';

/** What the card of a run's detector says of it. @param words the options that choose the way of training */
export function trainingWords(
  words: string,
  { dataset: { images, classes }, base }: { readonly dataset: Dataset; readonly base: Model },
  { name, split: asked = 'train' }: Pick<NetworkRunConfig, 'name' | 'split'>,
): { data: string; command: string } {
  const split = images[0]?.split ?? asked;
  return {
    data: `${images.length} images of ${split}, ${classes.length} classes`,
    command: `train detector ${words} --data <data> --split ${split} --base ${base.card.name} --name ${name} --config <config.json's settings>`,
  };
}
