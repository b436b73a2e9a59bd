/** Requests of the shapes that Label Studio sends. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BAD_IMAGE, type StubServer, stubServer } from '../../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
let server: StubServer;
afterEach(() => server.close());

describe('Label Studio', () => {
  const label_config = `<View><Image name="photo" value="$picture"/><RectangleLabels name="boxes" toName="photo">
    <Label value="cat"/><Label value="sofa"/></RectangleLabels></View>`;
  const predict = (data: object, extra: object = {}) =>
    server.app.inject({
      method: 'POST',
      url: '/labelstudio/predict',
      payload: { tasks: [{ id: 7, data }], project: '1.17', label_config, ...extra },
    });
  const picture = `data:image/jpeg;base64,${photograph.toString('base64')}`;

  it('answers in percent, under the names of the labelling interface', async () => {
    server = await stubServer();
    const { results } = (await predict({ picture })).json();
    expect(results[0].result[0]).toEqual({
      id: 'box-1',
      from_name: 'boxes',
      to_name: 'photo',
      type: 'rectanglelabels',
      original_width: 300,
      original_height: 240,
      image_rotation: 0,
      score: 0.5,
      value: {
        x: (100 * 10.4) / 300,
        y: (100 * 20.6) / 240,
        width: (100 * 99.6) / 300,
        height: (100 * 199.4) / 240,
        rotation: 0,
        rectanglelabels: ['cat'],
      },
    });
    expect(results[0]).toMatchObject({ score: 0.75, model_version: 'voc-1.2.3' });
  });

  it.each<[string, object, string[]]>([
    ['a click on the cat', { type: 'keypointlabels', is_positive: true, value: { x: 20, y: 50 } }, ['cat']],
    ['a click beside everything', { type: 'keypointlabels', value: { x: 99.9, y: 99.9 } }, ['sofa']],
    [
      'a rough rectangle',
      { type: 'rectanglelabels', value: { x: 5, y: 10, width: 30, height: 80 } },
      ['cat'],
    ],
    [
      'a click that says no',
      { type: 'keypointlabels', is_positive: false, value: { x: 20, y: 50 } },
      ['cat', 'sofa'],
    ],
  ])('answers %s', async (_what, region, classes) => {
    server = await stubServer();
    const { results } = (await predict({ picture }, { params: { context: { result: [region] } } })).json();
    expect(
      results[0].result.map((one: { value: { rectanglelabels: string[] } }) => one.value.rectanglelabels[0]),
    ).toEqual(classes);
  });

  it('answers all tasks of a request that was let in, however slow the server became', async () => {
    let end: (() => void) | undefined;
    let time = 0;
    const queue = { parallel: 1, longestWait: 1, deadline: 30, firstGuess: 1, now: () => time };
    server = await stubServer({ queue }, async () => {
      if (!end) await new Promise<void>((done) => void (end = done));
    });
    const waiting = async () =>
      (await server.app.inject({ url: '/metrics' })).body.includes('googlenet_rcnn_queue_depth 1');
    const task = { data: { picture } };
    const both = predict({}, { tasks: [task, task] });
    const turn = () => new Promise((next) => setImmediate(next));
    while (!end) await turn();
    const other = predict({ picture });
    while (!(await waiting())) await turn();
    time = 10_000; // the second photograph would wait longer than 1 s
    end();
    expect((await both).json().results).toHaveLength(2);
    expect((await other).statusCode).toBe(200);
  });

  it('answers the other tasks where one photograph is broken or missing, and fails where all are', async () => {
    server = await stubServer();
    const bad = `data:image/jpeg;base64,${BAD_IMAGE.toString('base64')}`;
    const all = (...pictures: string[]) =>
      predict({}, { tasks: pictures.map((one, i) => ({ id: 10 + i, data: { picture: one } })) });
    const some = await all(bad, picture, 'gone.jpg');
    expect(some.statusCode).toBe(200);
    const { results, errors } = some.json();
    // A prediction without boxes would be kept as "nothing here".
    expect(results).toEqual([[], expect.objectContaining({ score: 0.75 }), []]);
    expect(results[1].result).toHaveLength(2);
    expect(errors).toEqual([
      { task: 10, error: 'Expected a picture, but got text.' },
      { task: 12, error: expect.stringContaining('gone.jpg') },
    ]);
    expect((await all(picture)).json()).not.toHaveProperty('errors');
    expect((await all(bad, 'gone.jpg')).statusCode).toBe(422);
  });

  it('reads photographs below its folder alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'photographs-'));
    await writeFile(join(folder, 'a cat.jpg'), photograph);
    server = await stubServer({ localFiles: folder });
    const status = async (value: string) => (await predict({ picture: value })).statusCode;
    expect(await status('/data/local-files/?d=a%20cat.jpg')).toBe(200);
    expect(await status('/behind/a/proxy/data/local-files/?d=a%20cat.jpg')).toBe(200);
    expect(await status('a cat.jpg')).toBe(200);
    expect(await status('/data/local-files/?d=../../etc/passwd')).toBe(404);
    expect(await status('/data/local-files/?d=/etc/passwd')).toBe(404);
    expect(await status('/data/local-files/?d=%E0%A4')).toBe(400);
    expect(await status('https://example.com/cat.jpg')).toBe(400);
    expect((await predict({})).statusCode).toBe(400);
  });

  it('is up, is set up and takes events', async () => {
    server = await stubServer();
    expect((await server.app.inject({ url: '/labelstudio/health' })).json()).toEqual({
      status: 'UP',
      model_class: 'googlenet-rcnn',
    });
    const setup = {
      project: '1.17',
      schema: label_config,
      hostname: '',
      access_token: 'x',
      extra_params: null,
    };
    expect(
      (await server.app.inject({ method: 'POST', url: '/labelstudio/setup', payload: setup })).json(),
    ).toEqual({ model_version: 'voc-1.2.3' });
    const event = { action: 'ANNOTATION_CREATED', project: { id: 1 } };
    expect(
      (await server.app.inject({ method: 'POST', url: '/labelstudio/webhook', payload: event })).statusCode,
    ).toBe(201);
    expect((await server.app.inject({ url: '/labelstudio/versions' })).json()).toEqual({
      versions: ['voc-1.2.3'],
    });
  });
});
