/** Of `--model` where several models may be averaged. */
import { existsSync } from 'node:fs';

export const MODELS_HELP =
  'a model by name or file; several of the same classes, as a,b,c or as the file of `weights ensemble`, are averaged';

/** `a,b` names two models, unless a file has that very name. */
export function modelsOf(text: string): string[] {
  if (existsSync(text)) return [text];
  const names = text.split(',').filter((name) => name !== '');
  return names.length === 0 ? [text] : names;
}
