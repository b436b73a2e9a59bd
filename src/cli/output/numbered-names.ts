import { basename, extname } from 'node:path';
import { printableName } from '../../printable.js';
import { say } from './output.js';

/** More lines than this help nobody. */
const SHOWN = 5;

/** Says which pictures have a number because another image has the same name. @param pictures - by image */
export function sayNumbered(pictures: ReadonlyMap<string, string>): void {
  if (pictures.size === 1) return; // its name was chosen
  const numbered = [...pictures].filter(([image, picture]) => {
    const name = basename(picture);
    const stem = basename(image, extname(image));
    return name !== stem && basename(picture, extname(picture)) !== stem;
  });
  for (const [image, picture] of numbered.slice(0, SHOWN)) {
    say(`${printableName(image)}: another image has its name, so its pictures are ${printableName(picture)}`);
  }
  if (numbered.length > SHOWN) say(`and ${numbered.length - SHOWN} more that share a name`);
}
