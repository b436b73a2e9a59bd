import type { Missing } from '../../../eval/missing.js';
import { ImageFinder } from '../../datasets/images.js';
import { readNdjsonProposals } from '../../datasets/ndjson/proposals.js';
import type { Dataset } from '../../datasets/records.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import type { Boxes } from '../../geometry/boxes.js';
import type { PartialOption } from '../options/evaluation-options.js';
import { type Lacking, warnOfMissing } from './incomplete.js';

/** Proposals in the order of the data set's images. */
export interface ProposalFile extends Lacking {
  /** `undefined`: the file does not speak of the image, or it failed. */
  readonly proposals: readonly (Boxes | undefined)[];
  readonly missing: Pick<Missing, 'images'>;
}

/**
 * Lines of `propose --json`; people are told of images without one. Proposals of other images do no harm: one file
 * may serve several splits.
 */
export async function readProposals(
  path: string,
  { images }: Pick<Dataset, 'images'>,
  { partial = false }: Partial<PartialOption>,
): Promise<ProposalFile> {
  const finder = new ImageFinder(images);
  const proposals = images.map((): Boxes | undefined => undefined);
  const failures: FailedImage[] = [];
  const failed = new Set<number>();
  const byImage = await readNdjsonProposals(path, {
    onFailure: (failure) => {
      const index = finder.find(failure.image);
      if (index === undefined) return;
      failed.add(index);
      failures.push(failure);
    },
  });
  for (const [image, boxes] of byImage) {
    const index = finder.find(image);
    if (index !== undefined) proposals[index] = boxes;
  }
  const missing = {
    images: images.filter((_, i) => proposals[i] === undefined && !failed.has(i)).map(({ id }) => id),
  };
  const of = { images: images.length, classes: 0 };
  await warnOfMissing({ path, missing, of, meaning: 'Nothing is known of the proposals there', partial });
  return { proposals, failures, missing };
}
