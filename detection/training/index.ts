/** `googlenet-rcnn/training`: detectors and classifiers for one's own classes. */

export { readDataset } from '../../src/datasets/formats.js';
export type { Dataset } from '../../src/datasets/records.js';
export type { Engine } from '../../src/engines/engine.js';
export { loadEngine } from '../../src/engines/index.js';
export { planFineTuning } from '../../src/training/classifier/fine-tuned-task.js';
export type { RunConfig } from '../../src/training/classifier/run-config.js';
export {
  type TrainClassifierOptions,
  trainClassifier,
} from '../../src/training/classifier/train-classifier.js';
export { defaultInputThreads } from '../../src/training/input/input-threads.js';
export { recipeNames, settingsFor } from '../../src/training/recipes.js';
export type { StepRecord, ValidationRecord } from '../../src/training/run/run-log.js';
export type { TrainingOutcome } from '../../src/training/run/training-loop.js';
export { type TrainDetectorOptions, trainDetector } from './train-detector.js';
