/** The server of `teach`: the page, the folder behind it, and the models that it makes. */
import { existsSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Detector } from '../../detection/detector.js';
import { loadDetector } from '../../detection/load-detector.js';
import { packageVersion } from '../platform/node/package-root.js';
import { ServedModels } from '../serve/served-model.js';
import { createServer } from '../serve/server.js';
import type { TeachThreadOptions } from './messages.js';
import { TeachSession } from './session.js';
import { teachPaths } from './teach-openapi.js';
import { teachRoutes } from './teach-routes.js';

export interface TeachServerOptions extends TeachThreadOptions {
  /** Folder of the built page. */
  readonly page: string;
  /** A name at which it will listen, beside addresses and `localhost`. */
  readonly host?: string;
  readonly token?: string;
}

export interface TeachServer {
  readonly app: FastifyInstance;
  readonly session: TeachSession;
  close(): Promise<void>;
}

/** The reader's own photographs, one at a time: a slow machine may take long over one. Seconds. */
const QUEUE = { parallel: 1, longestWait: 120, deadline: 300 };
/** Bytes of a photograph that is looked at. */
const BODY_LIMIT = 100_000_000;

/** @throws RcnnError as `TeachSession.open` */
export async function createTeachServer(options: TeachServerOptions): Promise<TeachServer> {
  const { page: _page, host: _host, token: _token, ...thread } = options;
  const served = new TaughtModels(await loadDetector(thread.base, detectorOptions(thread)), thread);
  try {
    const session = await TeachSession.open(thread, (model) => void served.take(model));
    try {
      if (existsSync(session.model)) await served.take(session.model);
      return await serve(session, served, options);
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    served[Symbol.dispose]();
    throw error;
  }
}

async function serve(
  session: TeachSession,
  served: TaughtModels,
  { page, host = 'localhost', token }: TeachServerOptions,
): Promise<TeachServer> {
  const server = await createServer({
    ...{
      models: served.models,
      version: packageVersion(),
      queue: QUEUE,
      bodyLimit: BODY_LIMIT,
      labels: 'own',
    },
    page: { folder: page, teach: true },
    paths: teachPaths,
    ...(token === undefined ? {} : { token }),
  });
  const names = token === undefined ? [host.toLowerCase()] : undefined; // other sites have no token
  await server.app.register(async (scope) => teachRoutes(scope, session, names));
  const close = async () => {
    await session[Symbol.asyncDispose]();
    await server.close();
    served[Symbol.dispose]();
  };
  return { app: server.app, session, close };
}

function detectorOptions({ engine, threads }: TeachThreadOptions) {
  return { engine, ...(threads !== undefined && { threads }) };
}

/** The base's detector and, once there is one, the taught model. */
class TaughtModels implements Disposable {
  readonly models: ServedModels;
  readonly #base: Detector;
  readonly #options: TeachThreadOptions;
  #taught: Detector | undefined;
  #taking: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(base: Detector, options: TeachThreadOptions) {
    this.#base = base;
    this.#options = options;
    this.models = new ServedModels(new Map([['base', base]]));
  }

  /** Serves a new model in the place of the last one, whose calls still finish. */
  take(path: string): Promise<void> {
    this.#taking = this.#taking
      .then(() => loadDetector(path, detectorOptions(this.#options)))
      .then(
        (next) => {
          if (this.#disposed) return next.dispose();
          this.models.set('taught', next);
          this.#taught?.dispose();
          this.#taught = next;
        },
        () => undefined, // the last model stays; `train detector` says what is wrong with the file
      );
    return this.#taking;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#taught?.dispose();
    this.#base.dispose();
  }
}
