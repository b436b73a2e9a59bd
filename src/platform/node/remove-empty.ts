import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Removes a folder and those that it lies in, as far as they are empty.
 *
 * @param highest the last of them that may go; where it lies below `folder`, none does
 */
export async function removeEmptyFolders(folder: string, highest: string): Promise<void> {
  for (let at = folder; at.length >= highest.length; at = dirname(at)) {
    const removed = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}
