/** The server's API as OpenAPI 3.1, for people's generators and for the page at /docs. */
import { PRESET_NAMES } from '../../proposals/selective-search/options.js';
import { protocols } from './protocols/protocols.js';

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });

const parameters = [
  {
    name: 'model',
    in: 'query',
    schema: { type: 'string' },
    description: 'a model of this server; default: the first',
  },
  {
    name: 'threshold',
    in: 'query',
    schema: { type: 'number', minimum: 0, maximum: 1 },
    description: 'lowest score',
  },
  {
    name: 'count',
    in: 'query',
    schema: { type: 'integer', minimum: 1 },
    description: 'number of proposals to classify',
  },
  {
    name: 'classes',
    in: 'query',
    schema: { type: 'string' },
    description: 'names, separated by commas; default: all',
  },
];

const query = (name: string, description: string) => ({
  name,
  in: 'query',
  schema: { type: 'string' },
  description,
});

const photograph = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { image: { type: 'string', format: 'binary' } },
        required: ['image'],
      },
    },
    'image/*': { schema: { type: 'string', format: 'binary' } },
    'application/json': {
      schema: {
        type: 'object',
        properties: { image: { type: 'string', description: 'base64 or data URI' } },
        required: ['image'],
      },
    },
  },
};

const failures = {
  400: { description: 'no photograph, or an invalid or unknown option', content: json(ref('Error')) },
  413: { description: 'the body or the picture is too large', content: json(ref('Error')) },
  422: { description: 'not a picture that can be read', content: json(ref('Error')) },
  429: { description: 'busy; Retry-After says when to try again', content: json(ref('Error')) },
  504: { description: 'not done within the deadline', content: json(ref('Error')) },
};

const paths: OpenApi['paths'] = {
  '/v1/detect': {
    post: {
      summary: 'Find objects in a photograph',
      parameters,
      requestBody: photograph,
      responses: {
        200: { description: 'what was found', content: json(ref('Detections')) },
        ...failures,
      },
    },
  },
  '/v1/propose': {
    post: {
      summary: 'Boxes likely to hold an object, best first (selective search)',
      parameters: [
        query('count', 'largest number of boxes; default 2000'),
        query('preset', `how diverse the search is: ${PRESET_NAMES.join(', ')}; default fast`),
      ],
      requestBody: photograph,
      responses: { 200: { description: 'boxes as [x1, y1, x2, y2]' }, ...failures },
    },
  },
  '/v1/classify': {
    post: {
      summary: 'Name what is in a photograph; for servers started with --classifier',
      parameters: [
        query('top', 'number of classes; default 5'),
        query('crops', 'crops of the photograph, averaged: 1, 10 or 144; default 1'),
      ],
      requestBody: photograph,
      responses: {
        200: { description: 'classes with probabilities, best first' },
        404: { description: 'this server has no classifier', content: json(ref('Error')) },
        ...failures,
      },
    },
  },
  '/v1/explain': {
    post: {
      summary: 'Every stage of a detection, as the page draws it',
      parameters: [query('model', 'a model of this server; default: its first')],
      requestBody: photograph,
      responses: {
        200: { description: 'segments, merges, proposals, regions, candidates' },
        ...failures,
      },
    },
  },
  '/v1/evidence': {
    post: {
      summary: 'Where in a box the evidence for a class lies',
      parameters: [
        query('class', 'a class of the model'),
        query('box', 'x1,y1,x2,y2 in pixels of the photograph'),
      ],
      requestBody: photograph,
      responses: {
        200: { description: 'what each cell adds; the mean plus the bias is the class value' },
        ...failures,
      },
    },
  },
  '/v1/models': {
    get: {
      summary: 'Models of this server',
      responses: { 200: { description: 'names, classes, thresholds', content: json(ref('Models')) } },
    },
  },
  '/livez': { get: { summary: 'The process answers', responses: { 200: { description: 'alive' } } } },
  '/readyz': {
    get: {
      summary: 'A detection succeeded within the last minute',
      responses: { 200: { description: 'ready' }, 503: { description: 'not ready' } },
    },
  },
  '/metrics': {
    get: { summary: 'Metrics for Prometheus', responses: { 200: { description: 'text format' } } },
  },
};

const inWords = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** @param more routes beside the server's own */
export function openApi(version: string, more: OpenApi['paths'] = {}): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: 'googlenet-rcnn',
      version,
      description: `Object detection by R-CNN with GoogLeNet. Beside this API the server speaks those of ${inWords.format(protocols.map(({ title }) => title))}.`,
    },
    paths: { ...paths, ...more },
    components: { schemas },
  };
}

const pixels = { type: 'number', description: 'pixels of the photograph' };
const schemas = {
  Box: { type: 'object', properties: { x1: pixels, y1: pixels, x2: pixels, y2: pixels } },
  Detections: {
    type: 'object',
    properties: {
      image: { type: 'string' },
      width: { type: 'integer' },
      height: { type: 'integer' },
      detections: {
        type: 'array',
        items: {
          type: 'object',
          properties: { class: { type: 'string' }, score: { type: 'number' }, box: ref('Box') },
        },
      },
      timings: {
        type: 'object',
        additionalProperties: { type: 'number' },
        description: 'milliseconds by step',
      },
      model: { type: 'string' },
    },
  },
  Models: {
    type: 'object',
    properties: {
      models: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'classes'],
          properties: {
            name: { type: 'string' },
            classes: { type: 'array', items: { type: 'string' } },
            threshold: { type: 'number', description: 'for all classes' },
            thresholds: {
              type: 'object',
              additionalProperties: { type: 'number' },
              description: 'by class, in place of threshold',
            },
          },
        },
      },
    },
  },
  Error: {
    type: 'object',
    properties: {
      error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};
