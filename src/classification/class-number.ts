import { shownValue } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import { nearestFew } from '../nearest.js';
import type { ModelCard } from '../weights/model-card.js';

/**
 * A class by its WordNet id or its name. ImageNet names two classes `crane`, a bird and a machine: those go by their ids.
 *
 * @throws RcnnError `bad-option` with names near it, or with the ids of classes that share the name
 */
export function classNumber(
  { name: model, classes }: Pick<ModelCard, 'name' | 'classes'>,
  text: string,
): number {
  const id = classes.findIndex(({ wnid }) => wnid === text);
  if (id >= 0) return id;
  const named = classes.filter(({ name }) => name === text);
  const ids = named.flatMap(({ wnid }) => wnid ?? []);
  if (named.length > 1 && ids.length > 0) {
    throw new RcnnError(
      'bad-option',
      `Expected one class of ${model}, but ${named.length} are named ${shownValue(text)}: pass ${ids.join(' or ')}.`,
    );
  }
  if (named[0]) return classes.indexOf(named[0]);
  const near = nearestFew(
    text,
    classes.map(({ name }) => name),
  );
  const hint = near.length > 0 ? ` Near it: ${near.join('; ')}.` : '';
  throw new RcnnError('bad-option', `Expected a class of ${model}, but got ${shownValue(text)}.${hint}`);
}
