import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';

/** Where a detector's candidate boxes come from: selective search, MultiBox, a file, or several joined. */
export interface ProposalSource extends Disposable {
  /**
   * Boxes in pixels of `image`, inside it, best first, none twice.
   *
   * @param name the image's path, where it came from a file
   */
  propose(image: Raster, name?: string): Promise<Boxes>;
}
