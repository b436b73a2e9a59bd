/** How the network of a base sees regions, whose features heads are trained on. */

import type { RegionMode } from '../../../detection/modes/modes.js';
import { type DetectorRecord, detectorRecord } from '../../../detection/record.js';
import { CropRegions } from '../../../detection/regions/crops.js';
import type { RegionReader } from '../../../detection/regions/region-reader.js';
import { SharedRegions } from '../../../detection/regions/shared.js';
import type { Engine } from '../../engines/engine.js';
import { googlenet } from '../../googlenet/googlenet.js';
import { CELLS, cropNetwork, regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import type { Model } from '../../weights/model-file.js';
import { withoutRanges } from '../../weights/ranges.js';

/** The short side for accuracy's sake (448 -> 600: 3 to 5 points of mAP), the long side for panoramas. */
export const SCALE = { shortSide: 600, longSide: 1000 } as const;

/** R-CNN's pixels of surroundings at the network's scale [appendix A]. */
export const CROP_CONTEXT = 16;

type SharedView = Pick<NonNullable<DetectorRecord['shared']>, 'shortSide' | 'longSide' | 'context' | 'cells'>;

/** A detector's own view, for which its network was trained; of a classifier what suits it. */
export function sharedView(base: Model): SharedView {
  const own = base.card.task === 'detector' ? detectorRecord(base).shared : undefined;
  const { shortSide, longSide, context, cells } = { ...SCALE, context: 1, cells: CELLS, ...own };
  return { shortSide, longSide, context, cells };
}

/** What of a base's card says how regions are seen in a mode. */
export function viewOf(base: Model, mode: RegionMode): SharedView | { readonly context: number } {
  return mode === 'shared' ? sharedView(base) : { context: CROP_CONTEXT };
}

/** Sides of what a reader is shown over those of the region. */
export function shownContext(base: Model, mode: RegionMode): number {
  return mode === 'shared' ? sharedView(base).context : 1; // a reader of crops adds the paper's itself
}

/** What runs the base's network. */
export interface BaseRuntime {
  readonly engine: Engine;
  /** Inside one operation; default: all cores. */
  readonly threads?: number | undefined;
}

/** A reader of features, without heads. */
export function openFeatureReader(
  base: Model,
  { engine, mode, threads }: BaseRuntime & { readonly mode: RegionMode },
): Promise<RegionReader> {
  const { network: shape, preprocessing } = base.card;
  const network = googlenet({ ...shape, auxiliary: false });
  const weights = withoutRanges(base.weights);
  const common = { engine, weights, input: preprocessing, ...(threads !== undefined && { threads }) };
  if (mode === 'crops') {
    const { inputSize } = preprocessing;
    const whole = cropNetwork(network, { heads: [] });
    return CropRegions.create({ ...common, network: whole, inputSize, context: CROP_CONTEXT });
  }
  const view = sharedView(base);
  return SharedRegions.create({
    ...common,
    trunk: trunkNetwork(network),
    regions: regionNetwork(network, { heads: [], cells: view.cells }),
    scale: view,
  });
}

/**
 * Proposals of a photograph that heads learn from, and that their detector looks at: heads learn from what they will meet.
 * On 42 photographs of three classes, heads that had seen 300 lost 2.8 points of mAP when detection looked at 500; with
 * 200 in both, mAP is that of 500 in both, at half the cost.
 */
const FIRST = { shared: 200, crops: 100 } as const;
/** From this many photographs on, fewer regions of each suffice, and save memory: 4 KB per region. */
const MANY = 1000;
const FIRST_OF_MANY = 100;

/** @param options.photographs learnt from */
export function firstProposals({
  mode,
  photographs,
}: {
  readonly mode: RegionMode;
  readonly photographs: number;
}): number {
  return photographs > MANY ? FIRST_OF_MANY : FIRST[mode];
}
