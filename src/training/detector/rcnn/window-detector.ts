import { NMS_IOU } from '../../../../detection/defaults.js';
import type { NewDetectorRecord } from '../../../../detection/record.js';
import { type Model, saveModel } from '../../../weights/model-file.js';
import { firstProposals, viewOf } from '../base-view.js';
import { headWeights, networkWeights, type TrainModeOptions, trainMode } from '../train-mode.js';

/**
 * R-CNN's second half: a linear support vector machine and a ridge regression of boxes per class, on the features that a
 * fine-tuned network has of regions as crops (sections 2.3 and appendix C). Writes them over the network's file, as a
 * detector that sees crops alone. Stopped, the same call resumes.
 *
 * @param network a classifier of windows
 * @throws RcnnError `aborted`, `disk-full`; the file is as it was then
 */
export async function makeWindowDetector(
  network: Model,
  options: Omit<TrainModeOptions, 'base'>,
): Promise<void> {
  const { dataset } = options;
  const { heads } = await trainMode('crops', { ...options, base: network });
  const first = firstProposals({ mode: 'crops', photographs: dataset.images.length });
  const head: NewDetectorRecord = { crops: { ...viewOf(network, 'crops'), first }, nmsIou: NMS_IOU };
  const { sha256: _, metrics: __, ...card } = network.card;
  const classes = dataset.classes.map(({ name }) => ({ name }));
  const weights = new Map([...networkWeights(network), ...headWeights('crops', heads, dataset)]);
  await saveModel(network.path, { ...card, task: 'detector', classes, head }, weights, { dtype: 'float16' });
}
