/** The answers of the server's own routes as JSON schemas. */
import { ref } from './openapi-parts.js';

/** All of the members, and no others. */
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object) => ({ type: 'array', items });
const tuple = (...prefixItems: object[]) => ({
  type: 'array',
  prefixItems,
  items: false,
  minItems: prefixItems.length,
});

const text = { type: 'string' };
const number = { type: 'number' };
const whole = { type: 'integer' };
const share = { type: 'number', minimum: 0, maximum: 1 };
const pixels = { type: 'number', description: 'pixels of the photograph' };
const corners = [pixels, pixels, pixels, pixels];
const timings = { type: 'object', additionalProperties: number, description: 'milliseconds by step' };
const size = { width: whole, height: whole };
const image = { ...text, description: 'name of the file that was sent, or "image"' };

const prediction = {
  ...object({ class: text, score: share }),
  properties: { class: text, score: share, wnid: { ...text, description: 'of the classes of ImageNet' } },
};
const model = {
  ...object({ name: text, classes: list(text) }),
  properties: {
    ...{ name: text, classes: list(text), threshold: { ...share, description: 'for all classes' } },
    thresholds: {
      ...{ type: 'object', additionalProperties: share, description: 'by class, in place of threshold' },
    },
  },
};
const segments = object({
  ...{ ...size, count: whole, colorSpace: text, k: number },
  runs: { ...list(whole), description: 'segment and number of pixels, again and again, rows from the top' },
  merges: { ...list(tuple(whole, whole)), description: 'the two that become region count, count + 1, ...' },
});
const stages = object({
  ...{ image, model: text, ...size, classes: list(text), timings },
  ...{ threshold: share, thresholds: list(share), nmsIou: share, looked: whole },
  proposals: list(tuple(...corners)),
  regions: { ...list(tuple(whole, number, ...corners)), description: 'class, score, box as proposed' },
  candidates: {
    ...list(tuple(whole, number, ...corners, whole, whole)),
    description: 'class, score, refined box, number of the proposal, 1 for what a second look gave',
  },
});

export const schemas = {
  Box: object({ x1: pixels, y1: pixels, x2: pixels, y2: pixels }),
  Detections: object({
    ...{ image, ...size, model: text, timings },
    detections: list(object({ class: text, score: share, box: ref('Box') })),
  }),
  Proposals: object({ image, ...size, boxes: list(tuple(...corners)), timings }),
  Classes: object({ image, predictions: list(prediction), timings }),
  Stages: { ...stages, properties: { ...stages.properties, segments } }, // none where proposals come from elsewhere
  Evidence: object({ ...size, values: list(number), bias: number, box: ref('Box') }),
  Models: object({ models: list(model) }),
  Status: object({ status: text }),
  Health: object({ status: text, version: text, models_loaded: whole, timestamp: text }),
  Error: object({ error: object({ code: text, message: text }) }),
};
