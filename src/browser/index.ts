/// <reference lib="dom" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The library in a browser: `googlenet-rcnn/browser`. Everything runs in a worker of the page, nothing on a server. */

export type { CallOptions as DetectOptions, EvidenceOptions } from '../../detection/call-options.js';
export type { Found as Detected, Timings } from '../../detection/detected.js';
export type { Detection } from '../../detection/detection.js';
export type { EvidenceAnswer, LookAnswer } from '../../detection/look-answer.js';
export { type ErrorCode, RcnnError } from '../errors.js';
export type { Box, Size } from '../geometry/box.js';
export type { Raster } from '../imaging/raster.js';
export type { Loading } from '../platform/web/fetch-file.js';
export type { ModelCard } from '../weights/model-card.js';
export type { Detector, DetectorSettings } from './detector.js';
export { loadDetector } from './load-detector.js';
export type { LoadDetectorOptions } from './options.js';
export type { Picture } from './pictures.js';
