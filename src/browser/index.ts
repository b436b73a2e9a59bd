/// <reference lib="dom" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The library in a browser: `googlenet-rcnn/browser`. Everything runs in a worker of the page, nothing on a server. */

export type { CallOptions as DetectOptions, EvidenceOptions } from '../../detection/call-options.js';
export type { Found as Detected, Timings } from '../../detection/detected.js';
export type { Detection } from '../../detection/detection.js';
export type { EvidenceAnswer, LookAnswer } from '../../detection/look-answer.js';
export type {
  ClassifyOptions,
  FeaturesOptions,
  MapsOptions,
  RegionsOptions,
} from '../classification/options.js';
export type {
  Classified,
  ClassifiedRegion,
  ClassifiedRegions,
  ClassifiedView,
  ClassMap,
  Prediction,
} from '../classification/results.js';
export type { Tensor } from '../engines/engine.js';
export { type ErrorCode, RcnnError } from '../errors.js';
export type { Box, Size } from '../geometry/box.js';
export type { Raster } from '../imaging/raster.js';
export type { Loading } from '../platform/web/fetch-file.js';
export type { ModelCard } from '../weights/model-card.js';
export type { Classifier } from './classifier.js';
export type { Detector } from './detector.js';
export { loadClassifier } from './load-classifier.js';
export { loadDetector } from './load-detector.js';
export type { ModelSettings } from './model.js';
export type { LoadClassifierOptions, LoadDetectorOptions } from './options.js';
export type { Picture } from './pictures.js';
