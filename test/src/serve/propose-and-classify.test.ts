import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type * as SelectiveSearch from '../../../proposals/selective-search/selective-search.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { drawScene } from '../../support/photographs.js';
import { BAD_IMAGE, form, type StubServer, stubServer } from '../../support/stub-server.js';

const SEARCH = '../../../proposals/selective-search/selective-search.js';
/** The server's own thread has requests to answer. */
vi.mock('../../../proposals/selective-search/selective-search.js', () => ({
  selectiveSearch: () => expect.fail('A search ran in the thread of the server.'),
}));

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
/** The thread of the search starts with the first request, which takes long on a machine that does other things as well. */
const patient = { parallel: 1, longestWait: 10, deadline: 300 };
let server: StubServer;
const folder = mkdtempSync(join(tmpdir(), 'serve-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => server.close());

describe('POST /v1/propose', () => {
  it('gives boxes of the photograph, best first, as many as asked for', async () => {
    server = await stubServer({ queue: patient });
    const scene = await readFile(await drawScene(join(folder, 'scene.png')));
    const { payload, headers } = form([{ name: 'image', value: scene, file: 'scene.png' }]);
    const response = await server.app.inject({
      method: 'POST',
      url: '/v1/propose?count=7',
      payload,
      headers,
    });
    expect(response.statusCode, response.body).toBe(200);
    const { boxes, ...rest } = response.json();
    expect(rest).toMatchObject({ image: 'scene.png', width: 120, height: 90, timings: {} });
    const { selectiveSearch } = await vi.importActual<typeof SelectiveSearch>(SEARCH);
    const local = (await selectiveSearch(await decodeImage(scene), { count: 7 })).toArray();
    expect(boxes).toEqual(local.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]));
  }, 300_000);

  it.each<[string, string, number, RegExp]>([
    ['another preset', '?preset=slow', 400, /preset.*fast.*"slow"/],
    ['an option of another route', '?threshold=0.3', 400, /fields among count, preset, but got "threshold"/],
    ['no picture', '', 422, /./],
  ])('refuses %s', async (_what, query, status, message) => {
    server = await stubServer({ queue: patient });
    const image = BAD_IMAGE.toString('base64');
    const response = await server.app.inject({
      method: 'POST',
      url: `/v1/propose${query}`,
      payload: { image },
    });
    expect(response.statusCode).toBe(status);
    expect(response.json().error.message).toMatch(message);
  });
});

describe('POST /v1/classify', () => {
  const payload = { image: photograph.toString('base64'), top: 2, crops: '10' };

  it('asks the classifier as the request says', async () => {
    const asked: object[] = [];
    const predictions = [{ class: 'tabby', wnid: 'n02123045', score: 0.7 }];
    const classify = async (_image: Uint8Array, { top, crops }: { top?: number; crops?: number }) => {
      asked.push({ top, crops });
      return { width: 3, height: 2, predictions, timings: { decode: 1, classify: 2, total: 3 } };
    };
    server = await stubServer({ classifier: { classify } });
    const response = await server.app.inject({ method: 'POST', url: '/v1/classify', payload });
    expect(asked).toEqual([{ top: 2, crops: 10 }]);
    expect(response.json()).toEqual({
      image: 'image',
      predictions,
      timings: { decode: 1, classify: 2, total: 3 },
    });
    const eleven = await server.app.inject({
      method: 'POST',
      url: '/v1/classify',
      payload: { ...payload, crops: 11 },
    });
    expect([eleven.statusCode, eleven.json().error.message]).toEqual([
      400,
      expect.stringMatching(/crops.*1, 10, 144/),
    ]);
  });

  it('says what is missing where there is none', async () => {
    server = await stubServer();
    const response = await server.app.inject({ method: 'POST', url: '/v1/classify', payload });
    expect([response.statusCode, response.json().error.message]).toEqual([
      404,
      expect.stringContaining('--classifier'),
    ]);
  });
});
