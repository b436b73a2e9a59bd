import { afterEach, describe, expect, it } from 'vitest';
import { BAD_IMAGE, type StubServer, stubServer } from '../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const base64 = photograph.toString('base64');
let server: StubServer;
afterEach(() => server.close());

describe('X-AnyLabeling', () => {
  const predict = (payload: object) =>
    server.app.inject({ method: 'POST', url: '/anylabeling/v1/predict', payload });

  it('answers with rectangles of four corners', async () => {
    server = await stubServer();
    const answer = (
      await predict({ model: 'voc', image: base64, params: { conf_threshold: 0.6, iou_threshold: 0.5 } })
    ).json();
    expect(answer.success).toBe(true);
    expect(answer.data.shapes).toHaveLength(1);
    expect(answer.data.shapes[0]).toMatchObject({
      label: 'sofa',
      shape_type: 'rectangle',
      points: [
        [0, 0],
        [300, 0],
        [300, 240],
        [0, 240],
      ],
      score: 0.75,
    });
  });

  it.each<[string, object, string]>([
    ['another model', { model: 'yolo', image: base64 }, 'MODEL_NOT_FOUND'],
    ['no picture', { model: 'voc', image: BAD_IMAGE.toString('base64') }, 'INVALID_IMAGE'],
  ])('tells of %s in an answer of status 200', async (_what, payload, code) => {
    server = await stubServer();
    const response = await predict(payload);
    expect([response.statusCode, response.json().error.code]).toEqual([200, code]);
  });

  it('lists its models', async () => {
    server = await stubServer();
    const { data } = (await server.app.inject({ url: '/anylabeling/v1/models' })).json();
    expect(data.voc.widgets).toContainEqual({ name: 'edit_conf', value: 0.3 });
    expect((await server.app.inject({ url: '/anylabeling/health' })).json()).toMatchObject({
      status: 'healthy',
      models_loaded: 1,
    });
  });
});

describe('Open Inference Protocol', () => {
  const input = { name: 'image', shape: [1], datatype: 'BYTES', data: [base64] };
  const infer = (payload: object, model = 'voc') =>
    server.app.inject({ method: 'POST', url: `/v2/models/${model}/infer`, payload });

  it('answers with tensors', async () => {
    server = await stubServer();
    const answer = (await infer({ id: '42', inputs: [input] })).json();
    expect(answer).toMatchObject({ model_name: 'voc', model_version: '1.2.3', id: '42' });
    expect(answer.outputs).toEqual([
      { name: 'boxes', datatype: 'FP32', shape: [2, 4], data: [10.4, 20.6, 110, 220, 0, 0, 300, 240] },
      { name: 'scores', datatype: 'FP32', shape: [2], data: [0.5, 0.75] },
      { name: 'labels', datatype: 'BYTES', shape: [2], data: ['cat', 'sofa'] },
    ]);
  });

  it.each<[string, object, string, number]>([
    ['floats', { inputs: [{ ...input, datatype: 'FP32' }] }, 'voc', 400],
    ['two photographs', { inputs: [input, input] }, 'voc', 400],
    ['nothing', {}, 'voc', 400],
    ['another output', { inputs: [input], outputs: [{ name: 'masks' }] }, 'voc', 400],
    ['another model', { inputs: [input] }, 'resnet', 404],
  ])('refuses %s', async (_what, payload, model, status) => {
    server = await stubServer();
    const response = await infer(payload, model);
    expect([response.statusCode, typeof response.json().error]).toEqual([status, 'string']);
  });

  it('describes server and model', async () => {
    server = await stubServer();
    const get = async (url: string) => (await server.app.inject({ url })).json();
    expect(await get('/v2')).toMatchObject({ name: 'googlenet-rcnn', version: '1.2.3' });
    expect(await get('/v2/health/live')).toEqual({ live: true });
    expect(await get('/v2/health/ready')).toEqual({ ready: true, live: true });
    expect(await get('/v2/models/voc')).toMatchObject({ name: 'voc', platform: 'googlenet-rcnn' });
    expect(await get('/v2/models/voc/ready')).toEqual({ name: 'voc', ready: true });
    expect(await get('/v2/models/voc/versions/1')).toMatchObject({ name: 'voc' });
  });
});
