/** What a model's card says of the training of its heads, so that the same choices give the same file. */
import { selectImages } from '../../datasets/edit.js';
import { countSetAside, type Dataset } from '../../datasets/records.js';
import type { Model } from '../../weights/model-file.js';
import { drawPhotographs, type TrainDetectorOptions } from './train-detector.js';

export interface TrainingChoices {
  readonly dataset: Dataset;
  readonly base: Model;
  readonly images: number;
  readonly cropImages: number;
  readonly seed: number;
  readonly name: string;
}

/**
 * The command that repeats a training of heads, its data set left open, and how much it learnt from. Objects are counted in
 * the photographs that are drawn, difficult ones left out.
 */
export function describeTraining(choices: TrainingChoices): Pick<TrainDetectorOptions, 'command' | 'data'> {
  const { dataset, base, images, cropImages, seed, name } = choices;
  const { truth } = selectImages(dataset, drawPhotographs(dataset, choices));
  const objects = truth.length - countSetAside(truth);
  const split = dataset.images[0]?.split;
  const from = split === undefined ? '' : ` --split ${split}`;
  return {
    data: `${Math.min(images, dataset.images.length)} photographs, ${objects} objects of ${dataset.classes.length} classes`,
    command: `train detector --data <data>${from} --base ${base.card.name} --images ${images} --crop-images ${cropImages} --seed ${seed} --name ${name}`,
  };
}
