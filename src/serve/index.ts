/** `googlenet-rcnn/serve`: the HTTP server, for programs that add to it. */
export type { LabelSet } from './labels.js';
export type { ServedClassifier } from './protocols/own.js';
export { type DetectRequest, type ServedModel, ServedModels } from './served-model.js';
export { createServer, type Server, type ServerOptions } from './server.js';
export type { WorkQueueOptions } from './work-queue.js';
