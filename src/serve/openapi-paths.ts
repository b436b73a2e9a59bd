/** The server's own routes as OpenAPI. */

import { answers, FAILURES, photographWith, ref } from './openapi-parts.js';
import type { OpenApi } from './openapi-types.js';
import {
  classifyOptions,
  detectOptions,
  evidenceOptions,
  modelOption,
  proposeOptions,
} from './request-options.js';

const { 400: badOption, 401: unauthorized } = FAILURES;
const status = ref('Status');
/** Probes come without a token. */
const open = { security: [] };

export const openApiPaths: OpenApi['paths'] = {
  '/v1/detect': {
    post: {
      summary: 'Find objects in a photograph',
      ...photographWith(detectOptions),
      responses: { 200: answers('what was found', ref('Detections')), ...FAILURES },
    },
  },
  '/v1/propose': {
    post: {
      summary: 'Boxes likely to hold an object, best first (selective search)',
      ...photographWith(proposeOptions),
      responses: { 200: answers('boxes as [x1, y1, x2, y2]', ref('Proposals')), ...FAILURES },
    },
  },
  '/v1/classify': {
    post: {
      summary: 'Name what is in a photograph; for servers started with --classifier, others answer 404',
      ...photographWith(classifyOptions),
      responses: { 200: answers('classes with probabilities, best first', ref('Classes')), ...FAILURES },
    },
  },
  '/v1/explain': {
    post: {
      summary: 'Every stage of a detection, as the page draws it',
      ...photographWith(modelOption),
      responses: {
        200: answers('segments, merges, proposals, regions, candidates', ref('Stages')),
        ...FAILURES,
      },
    },
  },
  '/v1/evidence': {
    post: {
      summary: 'Where in a box the evidence for a class lies; class and box are needed',
      ...photographWith(evidenceOptions),
      responses: {
        200: answers('what each cell adds; the mean plus the bias is the class value', ref('Evidence')),
        ...FAILURES,
      },
    },
  },
  '/v1/models': {
    get: {
      summary: 'Models of this server',
      responses: {
        200: answers('names, classes, thresholds', ref('Models')),
        ...{ 400: badOption, 401: unauthorized },
      },
    },
  },
  '/livez': {
    get: { summary: 'The process answers', ...open, responses: { 200: answers('alive', status) } },
  },
  '/readyz': {
    get: {
      summary: 'A detection succeeded within the last minute, or does now',
      ...open,
      responses: { 200: answers('ready', status), 503: answers('not ready', status) },
    },
  },
  '/health': {
    get: {
      summary: 'Version and number of models',
      ...open,
      responses: { 200: answers('healthy', ref('Health')) },
    },
  },
  '/metrics': {
    get: { summary: 'Metrics for Prometheus', ...open, responses: { 200: answers('text format') } },
  },
  '/openapi.json': {
    get: { summary: 'This description', ...open, responses: { 200: answers('OpenAPI 3.1') } },
  },
  '/docs': {
    get: { summary: 'The same for people', ...open, responses: { 200: answers('HTML') } },
  },
};
