/// <reference lib="esnext.disposable" preserve="true" />
/** `googlenet-rcnn/training`: detectors and classifiers for one's own classes. */
import '../platform/node/package-root.js'; // first: a bundled package says what to do

export { readDataset } from '../datasets/formats.js';
export type { Dataset } from '../datasets/records.js';
export type { Engine } from '../engines/engine.js';
export { loadEngine } from '../engines/index.js';
export { planFineTuning } from './classifier/fine-tuned-task.js';
export { recipeNames, settingsFor } from './classifier/recipes.js';
export type { RunConfig } from './classifier/run-config.js';
export { trainClassifier } from './classifier/train-classifier.js';
export type { TrainClassifierOptions } from './classifier/train-options.js';
export { type TrainDetectorOptions, type TrainedDetector, trainDetector } from './detector/train-detector.js';
export { defaultInputThreads } from './input/input-threads.js';
export type { StepRecord, ValidationRecord } from './run/run-log.js';
export type { TrainingOutcome } from './run/training-loop.js';
