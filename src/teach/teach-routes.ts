/** The server's side of the page's second half. Whoever reaches them may write labels into the folder. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sharp } from 'sharp';
import { decodeImage } from '../platform/node/decode.js';
import { sharp } from '../platform/node/sharp.js';
import { HttpError } from '../serve/http-error.js';
import { isOwnName } from '../serve/own-names.js';
import { noOptions } from '../serve/request-options.js';
import { exportFormats, exportLabels } from './export-labels.js';
import { fileVersion } from './made-of-files.js';
import type { TeachSession } from './session.js';
import { clicked, exporting, labelled, optionsOf, photograph } from './teach-requests.js';
import type { TeachAround, TeachBoxes, TeachState } from './teach-state.js';

/** Kinds of files that browsers show; others are sent as JPEG. */
const SHOWN: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** Pixels, for screens of twice the density. */
const THUMBNAIL = 144;

/** @param names under which the page may be asked, besides addresses and localhost; absent: any, since a token is needed */
export function teachRoutes(app: FastifyInstance, session: TeachSession, names?: readonly string[]): void {
  app.addHook('onRequest', async (request) => expectOwnPage(request, names));
  app.get('/teach/state', async (request) => {
    optionsOf(request, noOptions);
    return stateOf(session);
  });
  photographRoutes(app, session);
  labelRoutes(app, session);
  app.post('/teach/train', async (request) => {
    optionsOf(request, noOptions);
    void session.train().catch(() => undefined); // told in the state
    return stateOf(session);
  });
  app.post('/teach/export', async (request) => {
    return exportLabels(session.folder.root, optionsOf(request, exporting).format);
  });
}

/** What is shown of a photograph, and found in it. */
function photographRoutes(app: FastifyInstance, session: TeachSession): void {
  app.get('/teach/photograph', async (request, reply) => {
    const name = nameOf(request, session);
    const path = join(session.folder.root, name);
    const type = SHOWN[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
    const bytes = type === undefined ? await (await pictureOf(path)).jpeg().toBuffer() : await readFile(path);
    return reply
      .headers({ 'cache-control': 'no-cache' })
      .type(type ?? 'image/jpeg')
      .send(bytes);
  });
  app.get('/teach/thumbnail', async (request, reply) => {
    const path = join(session.folder.root, nameOf(request, session));
    const etag = `"${await fileVersion(path)}"`;
    reply.headers({ 'cache-control': 'private, no-cache', etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const picture = await pictureOf(path);
    const small = picture.resize(THUMBNAIL, THUMBNAIL, { fit: 'cover' }).webp({ quality: 70 });
    return reply.type('image/webp').send(await small.toBuffer());
  });
  app.get('/teach/boxes', async (request): Promise<TeachBoxes> => {
    const name = nameOf(request, session);
    const described = await session.describe(name);
    return { ...described, suggestions: await session.suggestions(name) };
  });
  app.get('/teach/around', async (request): Promise<TeachAround> => {
    const { name, ...point } = optionsOf(request, clicked);
    return { boxes: await session.around(expectThere(name, session), point) };
  });
}

function labelRoutes(app: FastifyInstance, session: TeachSession): void {
  app.get('/teach/labels', async (request) => {
    const labels = session.folder.labelsOf(nameOf(request, session));
    return labels ? { labels } : {};
  });
  app.post('/teach/labels', async (request) => {
    const { name, objects, background } = optionsOf(request, labelled);
    expectThere(name, session);
    await session.label(name, { objects, background });
    return stateOf(session);
  });
  app.post('/teach/undo', async (request) => {
    optionsOf(request, noOptions);
    const name = await session.undo();
    return { ...stateOf(session), undone: name };
  });
}

/** Decoded as the detector does: upright, and no vector image under the name of a photograph. */
async function pictureOf(path: string): Promise<Sharp> {
  const { data, width, height } = await decodeImage(path, { onWarning: () => undefined });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function stateOf(session: TeachSession): TeachState {
  const { folder, next, training, trained, model } = session;
  return {
    folder: folder.root,
    photographs: folder.photographs.map((name) => {
      const own = folder.labelsOf(name);
      return { name, ...(own && { objects: own.objects.length }) };
    }),
    classes: folder.classes,
    canUndo: folder.canUndo,
    ...(next && { next }),
    training,
    ...(trained && { trained }),
    ...(existsSync(model) && { model }),
    formats: exportFormats,
  };
}

/**
 * Another site's page must neither label for the reader nor see photographs: browsers say where a request comes from, and
 * the name by which they ask tells a site whose own name was made to point at this machine.
 *
 * @throws HttpError 403
 */
function expectOwnPage({ headers }: FastifyRequest, names: readonly string[] | undefined): void {
  const site = headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const { origin, host = '' } = headers;
  const elsewhere = origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);
  if (foreign || elsewhere) {
    throw new HttpError(403, 'unauthorized', 'Expected a request of the page of this server.');
  }
  if (names && !isOwnName(host, names)) {
    throw new HttpError(
      403,
      'unauthorized',
      'Expected the address of this server, localhost or the name of --host. With --token any name will do.',
    );
  }
}

function nameOf(request: FastifyRequest, session: TeachSession): string {
  return expectThere(optionsOf(request, photograph).name, session);
}

/** A photograph that is there to be read. @throws HttpError 404 */
function expectThere(name: string, session: TeachSession): string {
  const known = expectKnown(name, session);
  if (existsSync(join(session.folder.root, known))) return known;
  throw new HttpError(
    404,
    'not-found',
    `Expected the photograph "${known}", but it is no longer in the folder.`,
  );
}

/** Only photographs of the folder have a way to the disk. @throws HttpError 404 */
function expectKnown(name: string, { folder }: TeachSession): string {
  if (folder.photographs.includes(name)) return name;
  throw new HttpError(
    404,
    'not-found',
    `Expected a photograph of the folder, but got "${name.slice(0, 200)}".`,
  );
}
