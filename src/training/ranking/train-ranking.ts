/** Learns the order of selective search's boxes from a data set; what it learns stands in the search's own folder. */
import { evaluateProposals, type ProposalEvaluation } from '../../../eval/proposals.js';
import { cellKey } from '../../../proposals/selective-search/ranking/cells.js';
import { FEATURES, STABLE_FEATURES } from '../../../proposals/selective-search/ranking/features.js';
import { scoreAll, scoresOf, takeTurns } from '../../../proposals/selective-search/ranking/learned-order.js';
import type { RankingModel } from '../../../proposals/selective-search/ranking/model-shape.js';
import { selectImages } from '../../datasets/edit.js';
import type { Dataset } from '../../datasets/records.js';
import { throwIfAborted } from '../../errors.js';
import type { Boxes } from '../../geometry/boxes.js';
import type { LongWork } from '../../progress.js';
import { type Collected, collect } from './collect.js';
import { fitModel, type Rated } from './fit.js';

/** One photograph in this many is held out, to measure recall. */
const HELD_OUT = 5;

export interface TrainRankingOptions extends LongWork {
  /** Whether stable regions are ranked among the others, or the others alone. */
  readonly stable: boolean;
  readonly seed: number;
  /** Numbers of boxes for the recall. */
  readonly counts: readonly number[];
}

interface TrainedRanking {
  readonly model: RankingModel;
  /** What the columns of the model stand for. */
  readonly features: readonly string[];
  /** On a fifth of the photographs, which was kept out. */
  readonly heldOut: { readonly paper: ProposalEvaluation; readonly learned: ProposalEvaluation };
}

/** @param dataset with its photographs @throws RcnnError `aborted` */
export async function trainRanking(
  dataset: Dataset,
  { stable, seed, counts, signal, onProgress }: TrainRankingOptions,
): Promise<TrainedRanking> {
  const photographs: Collected[] = [];
  const total = dataset.images.length;
  for (let i = 0; i < total; i++) {
    throwIfAborted(signal);
    photographs.push(await collect(dataset, i, stable));
    onProgress?.({ stage: 'search', done: i + 1, total });
  }
  const isHeldOut = (i: number) => i % HELD_OUT === HELD_OUT - 1;
  const features = stable ? STABLE_FEATURES : FEATURES;
  const rated = photographs.filter((_, i) => !isHeldOut(i)).map((of) => ratedOf(of, stable));
  const model = fitModel(rated, features.length, seed);
  const heldOut = photographs.filter((_, i) => isHeldOut(i));
  const measured = selectImages(
    dataset,
    heldOut.map(({ image }) => image),
  );
  const recall = (proposals: Boxes[]) =>
    evaluateProposals({ ...measured, proposals, counts, iou: [0.5, 0.7] });
  return {
    model,
    features,
    heldOut: {
      paper: recall(heldOut.map(({ boxes, paperOrder }) => boxes.pick(paperOrder))),
      learned: recall(heldOut.map((of) => inLearnedOrder(of, model, stable))),
    },
  };
}

/** The boxes that the model to be fitted scores. */
function ratedOf({ features, object, overlap }: Collected, stable: boolean): Rated {
  const trees = features.regions.length / FEATURES.length;
  return stable
    ? { rows: features.stable, object: object.slice(trees), overlap: overlap.slice(trees) }
    : { rows: features.regions, object, overlap };
}

function inLearnedOrder(
  { features, corners, size, boxes }: Collected,
  model: RankingModel,
  stable: boolean,
): Boxes {
  const scores = stable ? scoresOf(features, model) : scoreAll(features.regions, model);
  return boxes.pick(takeTurns(scores, (e, fineness) => cellKey(corners, 4 * e, fineness, size)));
}
