import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TeachSession } from '../../../src/teach/session.js';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { teachPaths } from '../../../src/teach/teach-openapi.js';
import { teachRoutes } from '../../../src/teach/teach-routes.js';
import { drawScene } from '../../support/photographs.js';
import { type StubServer, stubServer } from '../../support/stub-server.js';

let root: string;
let server: StubServer;
let folder: TeachFolder;
const kept: object[] = [];
const clicks: unknown[] = [];
const known: string[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'teach-routes-'));
  for (const name of ['a.png', 'gone.png']) await drawScene(join(root, name));
  folder = await TeachFolder.open(root);
  await rm(join(root, 'gone.png'));
  const training = { running: false, done: 0, total: 0, secondsLeft: 0 };
  const label = async (name: string, labels: object) => void kept.push({ name, ...labels });
  const around = async (...asked: unknown[]) => {
    clicks.push(asked);
    return [{ box, score: 0.25 }];
  };
  const model = join(root, 'taught', 'model.safetensors');
  const session = { folder, training, label, around, model } as unknown as TeachSession;
  server = await stubServer({ paths: teachPaths });
  await server.app.register(async (scope) => {
    scope.addHook('onRoute', ({ url }) => void known.push(url));
    teachRoutes(scope, session, ['mugs.lan']);
  });
});
afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

const box = { x1: 1, y1: 2, x2: 30, y2: 40 };
const labels = { name: 'a.png', objects: [{ class: ' mug ', box, flags: 1 }], background: [] };

describe('the routes of teach', () => {
  it('keep labels as they were sent', async () => {
    const response = await server.app.inject({ method: 'POST', url: '/teach/labels', payload: labels });
    expect(response.statusCode, response.body).toBe(200);
    expect(kept).toEqual([{ ...labels, objects: [{ class: 'mug', box, flags: 1 }] }]);
  });

  it('give labels at once, and none where nobody has looked', async () => {
    const labelsOf = async () => (await server.app.inject({ url: '/teach/labels?name=a.png' })).json();
    expect(await labelsOf()).toEqual({});
    const said = { objects: [], background: [box] };
    await folder.set('a.png', said, { width: 120, height: 90 });
    expect(await labelsOf()).toEqual({ labels: said });
  });

  it('say what is in the way of an export', async () => {
    const beside = `${root}-yolo`;
    await mkdir(beside);
    await writeFile(join(beside, 'data.yaml'), 'mine');
    const payload = { format: 'yolo' };
    const response = await server.app.inject({ method: 'POST', url: '/teach/export', payload });
    await rm(beside, { recursive: true });
    const message = expect.stringMatching(/data\.yaml, but another file .* no export wrote/);
    expect([response.statusCode, response.json()]).toEqual([507, { error: { code: 'bad-file', message } }]);
  });

  it('say where the model is, once there is one', async () => {
    const modelOf = async () => (await server.app.inject({ url: '/teach/state' })).json().model;
    expect(await modelOf()).toBeUndefined();
    const file = join(root, 'taught', 'model.safetensors');
    await mkdir(join(root, 'taught'), { recursive: true });
    await writeFile(file, 'weights');
    expect(await modelOf()).toBe(file);
  });

  it('send a thumbnail once, and again when its photograph was replaced', async () => {
    const thumbnail = (headers = {}) => server.app.inject({ url: '/teach/thumbnail?name=a.png', headers });
    const first = await thumbnail();
    expect([first.statusCode, first.headers['content-type']]).toEqual([200, 'image/webp']);
    const known = { 'if-none-match': String(first.headers['etag']) };
    expect((await thumbnail(known)).statusCode).toBe(304);
    await drawScene(join(root, 'a.png'), { width: 90, height: 120, seed: 2 });
    expect((await thumbnail(known)).statusCode).toBe(200);
  });

  it('give the boxes around a click', async () => {
    const response = await server.app.inject({ url: '/teach/around?name=a.png&x=20.5&y=30' });
    expect(response.json()).toEqual({ boxes: [{ box, score: 0.25 }] });
    expect(clicks).toEqual([['a.png', { x: 20.5, y: 30 }]]);
  });

  it.each<[string, number, RegExp, object]>([
    ['a click without a place', 400, /x.*a number/, { url: '/teach/around?name=a.png&y=30' }],
    [
      'a click in no photograph',
      404,
      /photograph of the folder/,
      { url: '/teach/around?name=b.png&x=1&y=1' },
    ],
    ['no such route', 404, /nothing at GET \/teach\/nothing/, { url: '/teach/nothing' }],
    ['no name', 400, /name to be the name of a photograph, but got undefined/, { url: '/teach/boxes' }],
    ['a path out of the folder', 404, /photograph of the folder/, { url: '/teach/photograph?name=../a.png' }],
    ['a photograph that is gone', 404, /"gone.png".*no longer/, { url: '/teach/photograph?name=gone.png' }],
    ['its thumbnail', 404, /"gone.png".*no longer/, { url: '/teach/thumbnail?name=gone.png' }],
    ['its boxes', 404, /"gone.png".*no longer/, { url: '/teach/boxes?name=gone.png' }],
    [
      'labels of no photograph',
      404,
      /photograph of the folder/,
      { method: 'POST', url: '/teach/labels', payload: { ...labels, name: 'b.png' } },
    ],
    [
      'labels of a photograph that is gone',
      404,
      /"gone.png".*no longer/,
      { method: 'POST', url: '/teach/labels', payload: { ...labels, name: 'gone.png' } },
    ],
    ['labels without a body', 400, /name to be the name/, { method: 'POST', url: '/teach/labels' }],
    ['labels as a list', 400, /JSON/, { method: 'POST', url: '/teach/labels', payload: [labels] }],
    [
      'a box without an area',
      400,
      /objects\.0\.box to be a box with an area, but got {"x1":1/,
      {
        ...{ method: 'POST', url: '/teach/labels' },
        payload: { ...labels, objects: [{ class: 'mug', box: { ...box, x2: 1 } }] },
      },
    ],
    [
      'a class without a name',
      400,
      /not empty/,
      {
        ...{ method: 'POST', url: '/teach/labels' },
        payload: { ...labels, objects: [{ class: ' ', box }] },
      },
    ],
    [
      'a form that is none',
      400,
      /one of/,
      { method: 'POST', url: '/teach/export', payload: { format: 'x' } },
    ],
    ['a query that means nothing', 400, /no fields, but got "all"/, { url: '/teach/state?all=1' }],
    [
      'a misspelt field of the query',
      400,
      /fields among name, x, y, but got "X"/,
      { url: '/teach/around?name=a.png&x=1&y=2&X=3' },
    ],
    ['a field of undo', 400, /no fields/, { method: 'POST', url: '/teach/undo', payload: { name: 'a.png' } }],
    ['a field of train', 400, /no fields/, { method: 'POST', url: '/teach/train', payload: { epochs: 3 } }],
    [
      'a field of labels that means nothing',
      400,
      /fields among name, objects, background, but got "note"/,
      { method: 'POST', url: '/teach/labels', payload: { ...labels, note: 'x' } },
    ],
    [
      'one of an object',
      400,
      /objects\.0 to be an object of class, box, flags, but got "difficult"/,
      {
        ...{ method: 'POST', url: '/teach/labels' },
        payload: { ...labels, objects: [{ class: 'mug', box, difficult: true }] },
      },
    ],
    [
      'one of a box',
      400,
      /background\.0 to be a box of x1, y1, x2, y2, but got "score"/,
      { method: 'POST', url: '/teach/labels', payload: { ...labels, background: [{ ...box, score: 1 }] } },
    ],
    [
      "another site's page",
      403,
      /page of this server/,
      { method: 'POST', url: '/teach/labels', payload: labels, headers: { 'sec-fetch-site': 'cross-site' } },
    ],
    [
      'a page of another name',
      403,
      /page of this server/,
      { url: '/teach/state', headers: { origin: 'http://evil.example', host: '127.0.0.1:8081' } },
    ],
    [
      'a page without a name',
      403,
      /page of this server/,
      { url: '/teach/state', headers: { origin: 'null', host: '127.0.0.1:8081' } },
    ],
    [
      'a name that was made to point here',
      403,
      /address of this server/,
      { url: '/teach/state', headers: { host: 'evil.example:8081' } },
    ],
    [
      'labels under such a name',
      403,
      /address of this server/,
      {
        ...{ method: 'POST', url: '/teach/labels', payload: labels },
        headers: { origin: 'http://evil.example:8081', host: 'evil.example:8081' },
      },
    ],
  ])('refuse %s with %i, in the form of all errors', async (_what, status, message, request) => {
    const response = await server.app.inject(request);
    expect(response.statusCode, response.body).toBe(status);
    expect(response.json()).toEqual({
      error: { code: expect.any(String), message: expect.stringMatching(message) },
    });
  });

  it.each(['127.0.0.1:8081', '[::1]:8081', 'localhost', 'mugs.localhost:8081', 'mugs.lan:8081'])(
    'answer the page at %s',
    async (host) => {
      const headers = { host, origin: `http://${host}` };
      expect((await server.app.inject({ url: '/teach/state', headers })).statusCode).toBe(200);
    },
  );

  it('are all described', async () => {
    const own = Object.keys(teachPaths).sort();
    expect([...new Set(known)].sort()).toEqual(own);
    const { paths } = (await server.app.inject({ url: '/openapi.json' })).json();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(own));
    expect((await server.app.inject({ url: '/docs' })).body).toContain('POST /teach/labels');
  });
});
