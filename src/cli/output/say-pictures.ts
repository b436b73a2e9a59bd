import { counted } from '../../counted.js';
import { printableName } from '../../printable.js';
import { say } from './output.js';

/** Says where pictures were written beside the results, and how many; nothing where there are none. */
export function sayPictures(path: string, count: number): void {
  if (count > 0) say(`${printableName(path)}: ${counted(count, 'picture')}`);
}
