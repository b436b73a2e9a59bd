import { shownValue } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import type { ModelCard } from '../weights/model-card.js';

/** A class by its name or WordNet id. @throws RcnnError `bad-option` with names near it */
export function classNumber(
  { name: model, classes }: Pick<ModelCard, 'name' | 'classes'>,
  text: string,
): number {
  const k = classes.findIndex(({ name, wnid }) => name === text || wnid === text);
  if (k >= 0) return k;
  const near = classes.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 5);
  const hint = near.length > 0 ? ` Near it: ${near.map(({ name }) => name).join('; ')}.` : '';
  throw new RcnnError('bad-option', `Expected a class of ${model}, but got ${shownValue(text)}.${hint}`);
}
