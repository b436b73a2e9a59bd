/** Requests of the shapes that clients of DeepStack and CodeProject.AI send. */
import { afterEach, describe, expect, it } from 'vitest';
import { BAD_IMAGE, form, type StubServer, stubServer } from '../../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
let server: StubServer;
afterEach(() => server.close());

describe('DeepStack and CodeProject.AI', () => {
  const send = (url: string, parts: Parameters<typeof form>[0]) =>
    server.app.inject({ method: 'POST', url, ...form(parts) });
  const image = { name: 'image', value: photograph, file: 'blob', type: 'application/octet-stream' };

  it('answers with integer corners, the surest first', async () => {
    server = await stubServer();
    const answer = (
      await send('/v1/vision/detection', [image, { name: 'min_confidence', value: '0.4' }])
    ).json();
    expect(answer).toMatchObject({ success: true, error: null, count: 2, command: 'detect', processMs: 33 });
    expect(answer.predictions).toEqual([
      { label: 'sofa', confidence: 0.75, x_min: 0, y_min: 0, x_max: 300, y_max: 240 },
      { label: 'cat', confidence: 0.5, x_min: 10, y_min: 21, x_max: 110, y_max: 220 },
    ]);
  });

  it('says COCO’s names when asked to', async () => {
    server = await stubServer({ labels: 'coco' });
    expect((await send('/v1/vision/detection', [image])).json().predictions[0].label).toBe('couch');
  });

  it.each<[string, Parameters<typeof form>[0], number | undefined]>([
    ['no confidence: 0.4', [image], 0.4],
    ['confidence 0', [image, { name: 'min_confidence', value: '0' }], 0],
    ['the confidence before the photograph', [{ name: 'min_confidence', value: '0.6' }, image], 0.6],
    ['a file without a name or type', [{ name: 'image', value: photograph }], 0.4],
    ['an api_key nobody asked for', [image, { name: 'api_key', value: '' }], 0.4],
  ])('takes %s', async (_what, parts, threshold) => {
    server = await stubServer();
    expect((await send('/v1/vision/detection', parts)).statusCode).toBe(200);
    expect(server.calls[0]!.threshold).toBe(threshold);
  });

  it.each<[string, Parameters<typeof form>[0], number]>([
    ['a decimal comma', [image, { name: 'min_confidence', value: '0,4' }], 400],
    ['percent', [image, { name: 'min_confidence', value: '40' }], 400],
    ['an empty picture', [{ ...image, value: '' }], 400],
    ['a half-written picture', [{ ...image, value: BAD_IMAGE }], 422],
    ['no picture', [{ name: 'min_confidence', value: '0.4' }], 400],
  ])('refuses %s with an empty list, which clients read', async (_what, parts, status) => {
    server = await stubServer();
    const response = await send('/v1/vision/detection', parts);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ success: false, predictions: [], error: expect.any(String) });
  });

  it.each<[string, Parameters<typeof form>[0], number]>([
    ['none', [image], 401],
    ['a wrong one', [image, { name: 'api_key', value: 'secreT' }], 401],
    ['the right one', [image, { name: 'api_key', value: 'secret' }], 200],
  ])('takes the token as the key in the form: %s', async (_what, parts, status) => {
    server = await stubServer({ token: 'secret' });
    for (const url of ['/v1/vision/detection', '/v1/vision/custom/voc']) {
      expect((await send(url, parts)).statusCode, url).toBe(status);
      expect((await send(`${url}?api_key=wrong`, parts)).statusCode, url).toBe(401);
    }
    expect(server.calls).toHaveLength(status === 200 ? 2 : 0);
    expect((await send('/v1/detect', parts)).statusCode).toBe(401); // our own API reads no form before it knows
  });

  it.each(['/v1/vision/face/list', '/v1/vision/alpr', '/v1/vision/scene'])(
    'refuses %s in its own form, with a token and without',
    async (url) => {
      const method = 'POST';
      server = await stubServer({ token: 'sesame' });
      const refused = await server.app.inject({ method, url });
      expect(refused.json()).toMatchObject({ success: false, code: 401, predictions: [] });
      const missing = await server.app.inject({ method, url: `${url}?api_key=sesame` });
      expect(missing.statusCode).toBe(404);
      expect(missing.json()).toMatchObject({ success: false, code: 404, predictions: [], count: 0 });
      expect(missing.json().error).toContain(
        `There is nothing at ${method} ${url}; this server detects objects`,
      );
    },
  );

  it.each(['/v1/vision/detection', '/v1/vision/custom/voc'])('says that %s takes POST', async (url) => {
    server = await stubServer();
    const { statusCode, headers, ...response } = await server.app.inject({ url });
    expect([statusCode, headers.allow]).toEqual([405, 'POST']);
    expect(response.json()).toMatchObject({ success: false, code: 405, predictions: [], count: 0 });
  });

  it('passes over fields that it does not know: its clients send some', async () => {
    server = await stubServer();
    const more = { name: 'reconnection_delay', value: '3' };
    expect((await send('/v1/vision/detection', [image, more])).statusCode).toBe(200);
  });

  it('says how to write percent', async () => {
    server = await stubServer();
    const percent = await send('/v1/vision/detection', [image, { name: 'min_confidence', value: '40' }]);
    expect(percent.json().error).toBe(
      'Expected min_confidence to be a number from 0 to 1, such as 0.4 for 40 %, but got "40".',
    );
  });

  it('has its models under custom', async () => {
    server = await stubServer();
    const list = await server.app.inject({ method: 'POST', url: '/v1/vision/custom/list' });
    expect(list.json()).toEqual({ success: true, models: ['voc'], command: 'list-custom' });
    expect((await send('/v1/vision/custom/voc', [image])).json().count).toBe(2);
    expect((await send('/v1/vision/custom/ipcam', [image])).statusCode).toBe(404);
    const update = await server.app.inject({ url: '/v1/status/updateavailable' });
    expect(update.json()).toMatchObject({
      success: true,
      current: { major: 1, minor: 2, patch: 3 },
      updateAvailable: false,
    });
  });
});
