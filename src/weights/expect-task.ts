import { RcnnError } from '../errors.js';
import type { ModelCard } from './model-card.js';
import type { Model } from './model-file.js';
import { namesFor } from './model-names.js';

const NAMES: Readonly<Record<ModelCard['task'], string>> = {
  classifier: 'a classifier',
  detector: 'a detector',
  multibox: 'a MultiBox head',
};

/** @throws RcnnError `bad-weights` that names the file when the model is made for another task */
export function expectTask({ card, path }: Pick<Model, 'card' | 'path'>, task: ModelCard['task']): void {
  if (card.task === task) return;
  const known = namesFor(task).join(', ');
  throw new RcnnError(
    'bad-weights',
    `Expected ${path} to be ${NAMES[task]}, but it is ${NAMES[card.task]}. Known by name: ${known}.`,
  );
}
