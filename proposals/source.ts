import type { Engine } from '../src/engines/engine.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import type { SharedTrunk } from '../src/trunk/shared-trunk.js';
import type { Model } from '../src/weights/model-file.js';

/** Where a detector's candidate boxes come from: selective search, MultiBox, a file, or several joined. */
export interface ProposalSource extends Disposable {
  /**
   * Boxes in pixels of `image`, inside it, best first, none twice.
   *
   * @param name the image's path, where it came from a file
   */
  propose(image: Raster, name?: string): Promise<Boxes>;
}

/** What a source may use of the detector that it proposes for. All of it stays the detector's. */
export interface ProposalHost {
  readonly engine: Engine;
  readonly threads?: number;
  readonly model: Model;
  /** Runs for the regions anyway; absent where every region is a crop of its own. */
  readonly trunk?: SharedTrunk;
}
