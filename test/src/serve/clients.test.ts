/** Requests in the shape that the clients of each protocol are documented to send, and the schema that their answers keep to. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StubServer, stubServer } from '../../support/stub-server.js';

let server: StubServer;
beforeAll(async () => {
  server = await stubServer({ labels: 'coco' });
});
afterAll(() => server.close());

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 13, 10, 45, 45, 1, 2, 3]);
const base64 = photograph.toString('base64');
const python = { 'user-agent': 'python-requests/2.32.3', accept: '*/*', connection: 'keep-alive' };

/** Parts as they go over the wire; the photograph stands where `%` does. */
function multipart(boundary: string, parts: readonly string[]) {
  const text = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  const [before, after] = `${text}--${boundary}--\r\n`.split('%') as [string, string];
  return {
    payload: Buffer.concat([Buffer.from(before), photograph, Buffer.from(after)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

const hass = multipart('0f2c9d7c5b3a4e1f8d6b7a9c0e1f2a3b', [
  'Content-Disposition: form-data; name="min_confidence"\r\n\r\n0.45',
  'Content-Disposition: form-data; name="api_key"\r\n\r\n',
  'Content-Disposition: form-data; name="image"; filename="image"\r\n\r\n%',
]);
const blueIris = multipart('----WebKitFormBoundary7MA4YWxkTrZu0gW', [
  'Content-Disposition: form-data; name="image"; filename="C:\\BlueIris\\Alerts\\Cam1.20260412_101112.jpg"\r\nContent-Type: image/jpeg\r\n\r\n%',
  'Content-Disposition: form-data; name="min_confidence"\r\n\r\n0.40',
]);
const curl = multipart('------------------------d74496d66958873e', [
  'Content-Disposition: form-data; name="image"; filename="cat.jpg"\r\nContent-Type: image/jpeg\r\n\r\n%',
]);

/** All of the properties, and no others. */
const object = (properties: Record<string, object>) => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});
const list = (items: object) => ({ type: 'array', minItems: 1, items });
const text = { type: 'string' };
const number = { type: 'number' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const share = { type: 'number', minimum: 0, maximum: 1 };
const percent = { type: 'number', minimum: 0, maximum: 100 };
const only = (value: unknown) => ({ const: value });

const deepstack = object({
  ...{ success: only(true), message: text, error: only(null), count: whole, command: only('detect') },
  predictions: list(
    object({ label: text, confidence: share, x_min: whole, y_min: whole, x_max: whole, y_max: whole }),
  ),
  ...{ moduleId: text, executionProvider: text, canUseGPU: flag },
  ...{ inferenceMs: whole, processMs: whole, analysisRoundTripMs: whole },
});
const labelStudio = object({
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
const anylabeling = object({
  success: only(true),
  data: object({
    description: text,
    shapes: list({
      type: 'object',
      required: ['label', 'shape_type', 'points', 'score', 'attributes', 'flags', 'group_id', 'difficult'],
      properties: {
        ...{ label: text, shape_type: only('rectangle'), score: share, difficult: flag },
        points: { type: 'array', minItems: 4, maxItems: 4, items: { type: 'array', items: number } },
      },
    }),
  }),
});
const tensor = (name: string, datatype: string, data: object) =>
  object({ name: only(name), datatype: only(datatype), shape: list(whole), data: list(data) });
const inference = object({
  ...{ model_name: text, model_version: text, id: only('7') },
  outputs: {
    type: 'array',
    ...{ minItems: 3, maxItems: 3, additionalItems: false },
    items: [
      tensor('boxes', 'FP32', number),
      tensor('scores', 'FP32', share),
      tensor('labels', 'BYTES', text),
    ],
  },
});
const box = object({ x1: number, y1: number, x2: number, y2: number });
const own = object({
  ...{ image: text, width: whole, height: whole, model: text },
  detections: list(object({ class: text, score: share, box })),
  timings: { type: 'object', additionalProperties: number },
});

const labelConfig =
  '<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image"><Label value="cat"/><Label value="sofa"/></RectangleLabels></View>';
const task = {
  id: 12,
  data: { image: `data:image/jpeg;base64,${base64}` },
  ...{ meta: {}, created_at: '2026-04-12T10:11:12.123456Z', is_labeled: false, overlap: 1, project: 3 },
  ...{ annotations: [], predictions: [], drafts: [] },
};

it.each<[string, string, { payload: object | Buffer; headers?: object }, object]>([
  ["Home Assistant's DeepStack component", '/v1/vision/detection', hass, deepstack],
  ['Blue Iris', '/v1/vision/detection', blueIris, deepstack],
  ['Blue Iris with a model of its own', '/v1/vision/custom/voc', blueIris, deepstack],
  [
    'Label Studio',
    '/labelstudio/predict',
    {
      payload: {
        ...{ tasks: [task], project: '3.1712345678', label_config: labelConfig, model_version: 'voc-1.2.3' },
        params: { login: null, password: null, context: null },
      },
    },
    labelStudio,
  ],
  [
    'Label Studio after a click',
    '/labelstudio/predict',
    {
      payload: {
        ...{ tasks: [task], project: '3.1712345678', label_config: labelConfig },
        params: {
          ...{ login: null, password: null },
          context: {
            result: [
              {
                ...{
                  original_width: 300,
                  original_height: 240,
                  image_rotation: 0,
                  id: 'kxQ1',
                  origin: 'manual',
                },
                value: { x: 20, y: 50, width: 0.3, keypointlabels: ['cat'] },
                ...{ from_name: 'kp', to_name: 'image', type: 'keypointlabels', is_positive: true },
              },
            ],
          },
        },
      },
    },
    labelStudio,
  ],
  [
    'X-AnyLabeling',
    '/anylabeling/v1/predict',
    {
      payload: {
        ...{ model: 'voc', image: `data:image/png;base64,${base64}` },
        params: { conf_threshold: 0.25, iou_threshold: 0.7 },
      },
      headers: { Token: '' },
    },
    anylabeling,
  ],
  [
    'a client of the Open Inference Protocol',
    '/v2/models/voc/infer',
    {
      payload: {
        id: '7',
        inputs: [{ name: 'image', shape: [1], datatype: 'BYTES', parameters: {}, data: [base64] }],
        outputs: [{ name: 'boxes', parameters: { binary_data: false } }],
      },
    },
    inference,
  ],
  ['curl -F', '/v1/detect', curl, own],
])('%s is answered as its protocol says', async (_client, url, { payload, headers = {} }, schema) => {
  const sent = { payload, headers: { ...python, ...headers } };
  const response = await server.app.inject({ method: 'POST', url, ...sent });
  expect(response.statusCode, response.body).toBe(200);
  const validate = new Ajv({ strictTuples: false }).compile(schema);
  expect(validate(response.json()), JSON.stringify(validate.errors)).toBe(true);
  expect(server.calls.at(-1)!.bytes).toBe(photograph.length);
});
