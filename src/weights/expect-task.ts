import { RcnnError } from '../errors.js';
import type { ModelCard } from './model-card.js';
import type { Model } from './model-file.js';
import { knownModels } from './model-names.js';

const NAMES: Readonly<Record<ModelCard['task'], string>> = {
  classifier: 'a classifier',
  detector: 'a detector',
  multibox: 'a MultiBox head',
};

/**
 * @param remedy what to do instead, a sentence; default: the models of this task that are known by name
 * @throws RcnnError `bad-weights` that names the file when the model is made for another task
 */
export function expectTask(
  { card, path }: Pick<Model, 'card' | 'path'>,
  task: ModelCard['task'],
  remedy = `Known by name: ${knownModels(task)}.`,
): void {
  if (card.task === task) return;
  throw new RcnnError(
    'bad-weights',
    `Expected ${path} to be ${NAMES[task]}, but it is ${NAMES[card.task]}. ${remedy}`,
  );
}
