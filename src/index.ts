/// <reference lib="esnext.disposable" preserve="true" />
/** The public library. `googlenet-rcnn/eval` holds the evaluation, which runs in a browser too. */
import './platform/node/package-root.js'; // first: a bundled package says what to do

export type { EvidenceOptions } from '../detection/call-options.js';
export type { DecidedCandidate } from '../detection/decide.js';
export type { Timings } from '../detection/detected.js';
export type { Detection } from '../detection/detection.js';
export type {
  BatchResult,
  Detected,
  DetectedWithRaster,
  Detector,
  DetectorSettings,
  Explained,
} from '../detection/detector.js';
export type { DetectionStages } from '../detection/explain.js';
export { type LoadDetectorOptions, loadDetector } from '../detection/load-detector.js';
export type { DetectOptions } from '../detection/options.js';
export type { Evidence } from '../detection/scorers/region-scorer.js';
export { type ObjectTrace, traceObject } from '../detection/trace-object.js';
export { FileProposals } from '../proposals/file-proposals.js';
export { JoinedProposals } from '../proposals/joined.js';
export { explainObject, type ObjectExplanation } from '../proposals/selective-search/explain-object.js';
export type { SelectiveSearchOptions } from '../proposals/selective-search/options.js';
export type { ExplainedSearch } from '../proposals/selective-search/search.js';
export { explainSelectiveSearch, selectiveSearch } from '../proposals/selective-search/selective-search.js';
export { SelectiveSearchSource } from '../proposals/selective-search/source.js';
export type { ExplainedProposals, ProposalRequest, ProposalSource } from '../proposals/source.js';
export type { Classifier } from './classification/classifier.js';
export { type LoadClassifierOptions, loadClassifier } from './classification/load-classifier.js';
export type {
  BoxesOf,
  ClassifyOptions,
  FeaturesAllOptions,
  FeaturesOptions,
  MapsOptions,
  RegionsAllOptions,
  RegionsOptions,
} from './classification/options.js';
export type {
  Classified,
  ClassifiedRegion,
  ClassifiedRegions,
  ClassifiedView,
  ClassifyResult,
  ClassMap,
  FeaturesResult,
  Prediction,
} from './classification/results.js';
export { type Crops, type View, viewsOf } from './classification/views.js';
export { readNdjsonProposals as readProposals } from './datasets/ndjson/proposals.js';
export type { Tensor } from './engines/engine.js';
export { type ErrorCode, RcnnError } from './errors.js';
export type { Box, Size } from './geometry/box.js';
export { Boxes } from './geometry/boxes.js';
export type { Raster } from './imaging/raster.js';
export { type DrawnDetection, draw } from './pictures/annotate.js';
export { encodeImage, type ImageFormat, writeImage } from './pictures/write-image.js';
export { type DecodeOptions, decodeImage } from './platform/node/decode.js';
export type { ImageSource } from './platform/node/image-source.js';
export { type DetectRunOptions, type DetectRunResult, detectRun } from './runs/detect-run.js';
export type { ActivationMap } from './trunk/activation-map.js';
export type { ModelCard } from './weights/model-card.js';
export { loadModel, type Model, saveModel } from './weights/model-file.js';
