import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ServedModels } from '../../../src/serve/served-model.js';
import { BAD_IMAGE, form, found, type StubServer, stubServer } from '../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
let server: StubServer;
afterEach(() => server.close());

describe('POST /v1/detect', () => {
  const ways: [string, object][] = [
    ['a multipart file', form([{ name: 'image', value: photograph, file: 'cat.jpg', type: 'image/jpeg' }])],
    [
      'a multipart file under any name',
      form([{ name: 'upload', value: photograph, file: 'x', type: 'image/png' }]),
    ],
    ['a part named image without file name or type', form([{ name: 'image', value: photograph }])],
    ['the bytes', { payload: photograph, headers: { 'content-type': 'image/jpeg' } }],
    [
      'the bytes without a type that means anything',
      { payload: photograph, headers: { 'content-type': 'application/octet-stream' } },
    ],
    ['base64', { payload: { image: photograph.toString('base64') } }],
    ['a data URI', { payload: { image: `data:image/jpeg;base64,${photograph.toString('base64')}` } }],
  ];
  it.each(ways)('takes %s', async (_way, request) => {
    server = await stubServer();
    const response = await server.app.inject({ method: 'POST', url: '/v1/detect', ...request });
    expect(response.statusCode, response.body).toBe(200);
    expect(server.calls[0]!.bytes).toBe(photograph.length);
    expect(response.json()).toMatchObject({ width: 300, height: 240, model: 'voc', timings: { decode: 1 } });
    expect(response.json().detections[0]).toEqual({ class: 'cat', score: 0.5, box: found[0]!.box });
  });

  it('takes options from the query, the form and JSON', async () => {
    server = await stubServer();
    const query = '?threshold=0.6&count=100&classes=cat,sofa';
    await server.app.inject({
      method: 'POST',
      url: `/v1/detect${query}`,
      payload: photograph,
      headers: { 'content-type': 'image/png' },
    });
    await server.app.inject({
      method: 'POST',
      url: '/v1/detect',
      ...form([
        { name: 'threshold', value: '0.6' },
        { name: 'image', value: photograph, file: 'a' },
      ]),
    });
    await server.app.inject({
      method: 'POST',
      url: '/v1/detect',
      payload: { image: photograph.toString('base64'), threshold: 0.6, classes: ['cat'] },
    });
    expect(server.calls.map(({ threshold, count, classes }) => [threshold, count, classes])).toEqual([
      [0.6, 100, ['cat', 'sofa']],
      [0.6, undefined, undefined],
      [0.6, undefined, ['cat']],
    ]);
  });

  const image = { image: photograph.toString('base64') };
  it.each<[string, number, object, RegExp]>([
    ['no body', 400, {}, /Expected a photograph/],
    ['JSON without a photograph', 400, { payload: { threshold: 0.3 } }, /Expected a photograph/],
    [
      'broken JSON',
      400,
      { payload: '{"image":', headers: { 'content-type': 'application/json' } },
      /JSON|body/i,
    ],
    ['an address', 400, { payload: { image: 'https://example.com/cat.jpg' } }, /addresses are not fetched/],
    ['text for base64', 400, { payload: { image: 'cat?' } }, /base64/],
    ['0 bytes', 400, form([{ name: 'image', value: '', file: 'a.jpg' }]), /0 bytes/],
    [
      'two photographs',
      400,
      form([
        { name: 'image', value: 'a', file: 'a' },
        { name: 'image', value: 'b', file: 'b' },
      ]),
      /several/,
    ],
    ['a form without a file', 400, form([{ name: 'threshold', value: '0.3' }]), /Expected a photograph/],
    [
      'a form that breaks off',
      400,
      {
        payload: form([{ name: 'image', value: 'abc', file: 'a' }]).payload.subarray(0, 90),
        headers: form([]).headers,
      },
      /./,
    ],
    [
      'a form without a boundary',
      400,
      { payload: 'x', headers: { 'content-type': 'multipart/form-data' } },
      /./,
    ],
    [
      'more fields than anyone needs',
      413,
      form(Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, value: 'x' }))),
      /./,
    ],
    [
      'a decimal comma',
      400,
      { payload: { ...image, threshold: '0,4' } },
      /threshold to be a number.*point.*"0,4"/,
    ],
    ['percent', 400, { payload: { ...image, threshold: '40%' } }, /threshold/],
    [
      'a threshold of 40',
      400,
      { payload: { ...image, threshold: 40 } },
      /threshold to be a number from 0 to 1, such as 0.4 for 40 %, but got 40/,
    ],
    [
      'a class of another model',
      400,
      { payload: { ...image, classes: 'cat,couch' } },
      /^Expected classes to be among person, cat, sofa, but got "couch"\.$/,
    ],
    [
      'an option that is none',
      400,
      { payload: { ...image, treshold: 0.4 } },
      /^Expected fields among model, threshold, count, classes, but got "treshold"\.$/,
    ],
    [
      'a field of the form that means nothing',
      400,
      form([
        { name: 'min_confidence', value: '0.4' },
        { name: 'image', value: photograph, file: 'a' },
      ]),
      /fields among .*threshold.*"min_confidence"/,
    ],
    ['half a proposal', 400, { payload: { ...image, count: 0.5 } }, /count.*whole/],
    ['another model', 404, { payload: { ...image, model: 'coco' } }, /voc.*"coco"/],
    ['what is no picture', 422, { payload: BAD_IMAGE, headers: { 'content-type': 'image/png' } }, /got text/],
    [
      'more than the limit',
      413,
      { payload: Buffer.alloc(1_000_001, 1), headers: { 'content-type': 'image/png' } },
      /limit/,
    ],
    [
      'a file above the limit',
      413,
      form([{ name: 'image', value: Buffer.alloc(1_000_001, 1), file: 'a' }]),
      /limit|large/,
    ],
  ])('answers %s with %i, and works on', async (_what, status, request, message) => {
    server = await stubServer();
    const response = await server.app.inject({ method: 'POST', url: '/v1/detect', ...request });
    expect(response.statusCode, response.body).toBe(status);
    expect(response.json().error.message).toMatch(message);
    const next = await server.app.inject({ method: 'POST', url: '/v1/detect', payload: image });
    expect(next.statusCode).toBe(200);
  });

  it('takes any deadline, above the 300 s of Node’s own as well', async () => {
    server = await stubServer({ queue: { parallel: 1, longestWait: 10, deadline: 900 } });
    expect((await server.app.inject({ url: '/livez' })).statusCode).toBe(200);
    expect(server.app.server).toMatchObject({ requestTimeout: 900_000, headersTimeout: 900_000 });
  });

  it('gives up a detection at its deadline', async () => {
    const untilAborted = ({ signal }: { signal?: AbortSignal }) =>
      new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    server = await stubServer({ queue: { parallel: 1, longestWait: 10, deadline: 0.1 } }, untilAborted);
    const response = await server.app.inject({ method: 'POST', url: '/v1/detect', payload: image });
    const message = 'Expected an answer within 0.1 s, but it takes longer.';
    expect([response.statusCode, response.json()]).toEqual([504, { error: { code: 'deadline', message } }]);
  });

  it('gives up a detection whose client leaves', async () => {
    let left!: () => void;
    const aborted = new Promise<void>((done) => {
      left = done;
    });
    let began!: () => void;
    const running = new Promise<void>((done) => {
      began = done;
    });
    server = await stubServer({}, ({ signal }) => {
      began();
      return new Promise((_, reject) =>
        signal!.addEventListener('abort', () => {
          left();
          reject(signal!.reason);
        }),
      );
    });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /v1/detect HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: ${photograph.length}\r\n\r\n`,
    );
    socket.write(photograph);
    await running;
    socket.destroy();
    await aborted;
  });
});

it('/v1/models gives one threshold, or those of the classes', async () => {
  server = await stubServer();
  const [voc] = (await server.app.inject({ url: '/v1/models' })).json().models;
  expect(voc).toEqual({ name: 'voc', classes: ['person', 'cat', 'sofa'], threshold: 0.3 });
  await server.close();
  const detect = async () => Promise.reject(new Error('not asked'));
  const own = { classes: ['cat', 'dog'], threshold: 0.3, thresholds: { cat: 0.2, dog: 0.6 }, detect };
  server = await stubServer({ models: new ServedModels(new Map([['own', own]])) });
  expect((await server.app.inject({ url: '/v1/models' })).json().models).toEqual([
    { name: 'own', classes: own.classes, thresholds: own.thresholds },
  ]);
});
