/** The command that looks with a model's file. */
import { shellWord } from '../../shell-word.js';

export function commandFor(path: string): string {
  return `npx googlenet-rcnn detect photo.jpg --model ${shellWord(path)}`;
}
