import { counted } from '../counted.js';
import type { Photographs } from './photographs.js';
import type { OnProblem } from './problem.js';

/** Says how many photographs have no label file, and so are no part of the set. */
export function noteUnlabelled(
  photographs: Photographs,
  images: readonly { readonly file?: string }[],
  onNote: OnProblem | undefined,
): void {
  const used = new Set(images.map(({ file }) => file));
  const unused = photographs.files.filter((file) => !used.has(file));
  if (unused.length === 0) return;
  const message = `${counted(unused.length, 'photograph has', 'photographs have')} no label file and ${unused.length === 1 ? 'is' : 'are'} left out: ${unused.slice(0, 3).join(', ')}${unused.length > 3 ? ', ..' : ''}.`;
  onNote?.({ kind: 'unlabelled', file: photographs.root, message });
}
