import { ImageFinder } from '../../datasets/images.js';
import { readNdjsonProposals } from '../../datasets/ndjson/proposals.js';
import type { Dataset } from '../../datasets/records.js';
import type { Boxes } from '../../geometry/boxes.js';

/**
 * Lines of `propose --json`, put in the order of the data set's images. Proposals of other images do no harm:
 * one file may serve several splits.
 */
export async function readProposals(
  file: string,
  { images }: Pick<Dataset, 'images'>,
): Promise<(Boxes | undefined)[]> {
  const finder = new ImageFinder(images);
  const proposals = images.map((): Boxes | undefined => undefined);
  for (const [image, boxes] of await readNdjsonProposals(file)) {
    const index = finder.find(image);
    if (index !== undefined) proposals[index] = boxes;
  }
  return proposals;
}
