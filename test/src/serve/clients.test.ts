/** Requests in the shape that the clients of each protocol are documented to send, and the schema that their answers keep to. */
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StubServer, stubServer } from '../../support/stub-server.js';
import * as answers from './answer-schemas.js';

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

const labelConfig =
  '<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image"><Label value="cat"/><Label value="sofa"/></RectangleLabels></View>';
const task = {
  id: 12,
  data: { image: `data:image/jpeg;base64,${base64}` },
  ...{ meta: {}, created_at: '2026-04-12T10:11:12.123456Z', is_labeled: false, overlap: 1, project: 3 },
  ...{ annotations: [], predictions: [], drafts: [] },
};

const tensor = { name: 'image', shape: [1], datatype: 'BYTES', parameters: {}, data: [base64] };
const outputs = ['labels', 'boxes'].map((name) => ({ name, parameters: { binary_data: false } }));

function expectSchema(schema: object, answer: unknown): void {
  const validate = new Ajv({ strictTuples: false }).compile(schema);
  expect(validate(answer), `${JSON.stringify(validate.errors)} of ${JSON.stringify(answer)}`).toBe(true);
}

it.each<[string, string, { payload: object | Buffer; headers?: object }, object]>([
  ["Home Assistant's DeepStack component", '/v1/vision/detection', hass, answers.deepstack],
  ['Blue Iris', '/v1/vision/detection', blueIris, answers.deepstack],
  ['Blue Iris with a model of its own', '/v1/vision/custom/voc', blueIris, answers.deepstack],
  [
    'Label Studio',
    '/labelstudio/predict',
    {
      payload: {
        ...{ tasks: [task], project: '3.1712345678', label_config: labelConfig, model_version: 'voc-1.2.3' },
        params: { login: null, password: null, context: null },
      },
    },
    answers.labelStudio,
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
    answers.labelStudio,
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
    answers.anylabeling,
  ],
  [
    'a client of the Open Inference Protocol',
    '/v2/models/voc/infer',
    { payload: { id: '7', inputs: [tensor] } },
    answers.inference('boxes', 'scores', 'labels'),
  ],
  [
    'one that asks for some of the outputs',
    '/v2/models/voc/versions/1/infer',
    { payload: { id: '7', inputs: [tensor], outputs } },
    answers.inference('labels', 'boxes'),
  ],
  ['curl -F', '/v1/detect', curl, answers.own],
])('%s is answered as its protocol says', async (_client, url, { payload, headers = {} }, schema) => {
  const sent = { payload, headers: { ...python, ...headers } };
  const response = await server.app.inject({ method: 'POST', url, ...sent });
  expect(response.statusCode, response.body).toBe(200);
  expectSchema(schema, response.json());
  expect(server.calls.at(-1)!.bytes).toBe(photograph.length);
});

const setup = {
  ...{ project: '3.1712345678', schema: labelConfig, hostname: 'http://localhost:8080' },
  ...{ access_token: 'a-token', extra_params: null },
};
const event = {
  ...{ action: 'ANNOTATION_CREATED', annotation: { id: 5, result: [], task: 12 }, task },
  project: { id: 3, title: 'cats', label_config: labelConfig },
};
const broken = { ...tensor, datatype: 'FP32', data: [0.5] };

it.each<['GET' | 'POST', string, object | undefined, number, object]>([
  ['POST', '/v1/vision/custom/list', undefined, 200, answers.deepstackModels],
  ['GET', '/v1/status/updateavailable', undefined, 200, answers.deepstackUpdate],
  ['POST', '/v1/vision/detection', undefined, 400, answers.deepstackError],
  ['POST', '/v1/vision/face/recognize', undefined, 404, answers.deepstackError],
  ['GET', '/labelstudio/', undefined, 200, answers.labelStudioUp],
  ['GET', '/labelstudio/health', undefined, 200, answers.labelStudioUp],
  ['POST', '/labelstudio/setup', setup, 200, answers.labelStudioSetup],
  ['POST', '/labelstudio/webhook', event, 201, answers.object({})],
  ['GET', '/labelstudio/versions', undefined, 200, answers.labelStudioVersions],
  ['GET', '/anylabeling/health', undefined, 200, answers.anylabelingHealth],
  ['GET', '/anylabeling/v1/models', undefined, 200, answers.anylabelingModels],
  ['POST', '/anylabeling/v1/predict', { model: 'yolo', image: base64 }, 200, answers.anylabelingError],
  ['GET', '/v2', undefined, 200, answers.inferenceServer],
  ['GET', '/v2/health/live', undefined, 200, answers.object({ live: answers.only(true) })],
  [
    ...(['GET', '/v2/health/ready', undefined, 200] as const),
    answers.object({ ready: answers.flag, live: answers.only(true) }),
  ],
  ['GET', '/v2/models/voc', undefined, 200, answers.inferenceModel],
  ['GET', '/v2/models/voc/versions/1', undefined, 200, answers.inferenceModel],
  [
    ...(['GET', '/v2/models/voc/ready', undefined, 200] as const),
    answers.object({ name: answers.text, ready: answers.flag }),
  ],
  ['POST', '/v2/models/voc/infer', { inputs: [broken] }, 400, answers.object({ error: answers.text })],
])('%s %s is answered as its protocol says', async (method, url, payload, status, schema) => {
  const response = await server.app.inject({ method, url, headers: python, ...(payload && { payload }) });
  expect(response.statusCode, response.body).toBe(status);
  expectSchema(schema, response.json());
});
