/** What /openapi.json says of the server's own routes is what they do: each route, option and answer. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Detector } from '../../../detection/detector.js';
import { loadDetector } from '../../../detection/load-detector.js';
import type { OpenApi } from '../../../src/serve/openapi-types.js';
import { ServedModels } from '../../../src/serve/served-model.js';
import { drawScene } from '../../support/photographs.js';
import { form, type StubServer, stubServer } from '../../support/stub-server.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

/** Loading and first searches take long on a machine that does other things as well. */
const PATIENCE = 120_000;

let folder: string;
let detector: Detector;
let server: StubServer;
let api: OpenApi;
let photograph: ReturnType<typeof form>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  detector = await loadDetector(await writeTinyDetector(folder), { engine: 'onnx' });
  const predictions = [{ class: 'tabby', wnid: 'n02123045', score: 0.7 }];
  const timings = { decode: 1, classify: 2, total: 3 };
  server = await stubServer({
    models: new ServedModels(new Map([['tiny', detector]])),
    queue: { parallel: 1, longestWait: 100, deadline: 100 },
    classifier: { classify: async () => ({ width: 3, height: 2, predictions, timings }) },
  });
  api = (await server.app.inject({ url: '/openapi.json' })).json();
  const scene = await readFile(await drawScene(join(folder, 'scene.png')));
  photograph = form([{ name: 'image', value: scene, file: 'scene.png' }]);
}, PATIENCE);
afterAll(async () => {
  await server.close();
  detector.dispose();
  await rm(folder, { recursive: true });
});

const send = (method: string, url: string, sent: object = photograph) =>
  server.app.inject({ method: method as 'GET' | 'POST', url, ...(method === 'POST' && sent) });
const operationOf = (method: string, url: string) =>
  api.paths[url.replace(/[?].*/, '')]![method.toLowerCase()]!;

describe('/openapi.json', () => {
  it.each<[string, string, number, object?]>([
    ['POST', '/v1/detect?threshold=0.01&count=50', 200],
    ['POST', '/v1/propose?count=5', 200],
    ['POST', '/v1/classify', 200],
    ['POST', '/v1/explain', 200],
    ['POST', '/v1/evidence?class=cat&box=10,10,60,60', 200],
    ['GET', '/v1/models', 200],
    ['GET', '/livez', 200],
    ['GET', '/readyz', 200],
    ['GET', '/health', 200],
    ['POST', '/v1/detect', 400, {}],
    ['POST', '/v1/detect?model=other', 404],
    ['GET', '/v1/models?model=voc', 400],
  ])(
    'says what %s %s answers with %i',
    async (method, url, status, sent) => {
      const response = await send(method, url, sent);
      expect(response.statusCode, response.body).toBe(status);
      const { content } = operationOf(method, url).responses[status]!;
      const { schema } = (content as Record<string, { schema: object }>)['application/json']!;
      const validate = new Ajv2020({ strict: false }).compile({ ...schema, components: api.components });
      expect(validate(response.json()), JSON.stringify(validate.errors)).toBe(true);
    },
    PATIENCE,
  );

  it.each(['/v1/detect', '/v1/propose', '/v1/classify', '/v1/explain', '/v1/evidence'])(
    'lists the options of %s, in the query and in the body, and no others',
    async (url) => {
      const { parameters, requestBody } = operationOf('POST', url);
      const { error } = (await send('POST', `${url}?nonsense=1`)).json();
      const names = parameters!.map(({ name }) => name);
      expect(error.message).toBe(`Expected fields among ${names.join(', ')}, but got "nonsense".`);
      const { content } = requestBody as { content: Record<string, { schema: { properties: object } }> };
      for (const type of ['multipart/form-data', 'application/json']) {
        expect(Object.keys(content[type]!.schema.properties)).toEqual(['image', ...names]);
      }
    },
  );

  it('has every route that is not of another server', async () => {
    // Those that are no ending of another one's address, which are indented.
    const routes = server.app.printRoutes({ commonPrefix: false }).matchAll(/^[├└]── (\/\S*) \(/gm);
    const own = [...routes].map(([, url]) => url!).filter((url) => !OTHERS.test(url));
    expect(own.sort()).toEqual(Object.keys(api.paths).sort());
  });
});

/** Of protocols whose own documents describe them. */
const OTHERS = /^\/(labelstudio|anylabeling|v2|v1\/(vision|status))(\/|$)/;
