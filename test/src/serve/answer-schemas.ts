/** The answers of each protocol of other servers as JSON schemas: every member, and no others. */

/** All of the properties, and no others. */
export const object = (properties: Record<string, object>) => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});
const list = (items: object) => ({ type: 'array', minItems: 1, items });
export const text = { type: 'string' };
const number = { type: 'number' };
const whole = { type: 'integer' };
export const flag = { type: 'boolean' };
const share = { type: 'number', minimum: 0, maximum: 1 };
const percent = { type: 'number', minimum: 0, maximum: 100 };
export const only = (value: unknown) => ({ const: value });

export const deepstack = object({
  ...{ success: only(true), message: text, error: only(null), count: whole, command: only('detect') },
  predictions: list(
    object({ label: text, confidence: share, x_min: whole, y_min: whole, x_max: whole, y_max: whole }),
  ),
  ...{ moduleId: text, executionProvider: text, canUseGPU: flag },
  ...{ inferenceMs: whole, processMs: whole, analysisRoundTripMs: whole },
});
export const labelStudio = object({
  results: list(
    object({
      ...{ model_version: text, score: share },
      result: list(
        object({
          ...{ id: text, from_name: only('label'), to_name: only('image'), type: only('rectanglelabels') },
          ...{ original_width: whole, original_height: whole, image_rotation: only(0), score: share },
          value: object({
            ...{ x: percent, y: percent, width: percent, height: percent, rotation: only(0) },
            rectanglelabels: list(text),
          }),
        }),
      ),
    }),
  ),
});
const point = { type: 'array', minItems: 2, maxItems: 2, items: number };
export const anylabeling = object({
  success: only(true),
  data: object({
    description: text,
    shapes: list(
      object({
        ...{ label: text, shape_type: only('rectangle'), score: share, difficult: only(false) },
        points: { type: 'array', minItems: 4, maxItems: 4, items: point },
        ...{ attributes: object({}), description: only(null), direction: only(0), flags: only(null) },
        ...{ group_id: only(null), kie_linking: { type: 'array', maxItems: 0 } },
      }),
    ),
  }),
});
const tensor = (name: string, datatype: string, data: object) =>
  object({ name: only(name), datatype: only(datatype), shape: list(whole), data: list(data) });
const tensors = {
  boxes: tensor('boxes', 'FP32', number),
  scores: tensor('scores', 'FP32', share),
  labels: tensor('labels', 'BYTES', text),
};
export const inference = (...names: (keyof typeof tensors)[]) =>
  object({
    ...{ model_name: text, model_version: text, id: only('7') },
    outputs: {
      type: 'array',
      ...{ minItems: names.length, maxItems: names.length, additionalItems: false },
      items: names.map((name) => tensors[name]),
    },
  });
const box = object({ x1: number, y1: number, x2: number, y2: number });
export const own = object({
  ...{ image: text, width: whole, height: whole, model: text },
  detections: list(object({ class: text, score: share, box })),
  timings: { type: 'object', additionalProperties: number },
});

/** What clients ask before and beside the photographs. */
const version = object({ major: whole, minor: whole, patch: whole });
export const deepstackModels = object({
  success: only(true),
  models: list(text),
  command: only('list-custom'),
});
export const deepstackUpdate = object({
  ...{ success: only(true), message: text, current: version, latest: version, updateAvailable: only(false) },
});
export const deepstackError = object({
  ...{ success: only(false), error: text, code: whole, count: only(0) },
  predictions: { type: 'array', maxItems: 0 },
});
export const labelStudioUp = object({ status: only('UP'), model_class: text });
export const labelStudioSetup = object({ model_version: text });
export const labelStudioVersions = object({ versions: list(text) });
export const anylabelingHealth = object({ status: only('healthy'), models_loaded: whole, timestamp: text });
const widget = (name: string, value: object) => object({ name: only(name), value });
export const anylabelingModels = object({
  success: only(true),
  data: object({
    voc: object({
      display_name: text,
      widgets: {
        type: 'array',
        minItems: 2,
        items: [widget('button_run', only(null)), widget('edit_conf', share)],
      },
      params: object({}),
    }),
  }),
});
export const anylabelingError = object({
  success: only(false),
  error: object({ code: text, message: text }),
});
const described = object({ name: text, datatype: text, shape: list(whole) });
export const inferenceServer = object({
  name: text,
  version: text,
  extensions: { type: 'array', items: text },
});
export const inferenceModel = object({
  ...{ name: only('voc'), versions: list(text), platform: text },
  ...{ inputs: list(described), outputs: list(described) },
});
