/** Of `--model` where several models may be averaged. */
import { existsSync } from 'node:fs';
import { RcnnError } from '../../errors.js';

export const MODELS_HELP =
  'a model by name or file; several of the same classes, as a,b,c or as the file of `weights ensemble`, are averaged';

/** `a,b` names two models, unless a file has that very name. @throws RcnnError `bad-option` for `a,` */
export function modelsOf(text: string): string[] {
  const names = separated(text);
  if (text !== '' && names.includes('')) {
    throw new RcnnError('bad-option', `Expected --model to name models, as in a,b, but got "${text}".`);
  }
  return names;
}

/** What stands between commas, unless a file has that very name. */
export function separated(text: string): string[] {
  return existsSync(text) ? [text] : text.split(',');
}
