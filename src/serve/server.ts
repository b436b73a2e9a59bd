/** The HTTP server: one queue of detections, called by its own API and by those that existing clients speak. */
import multipart from '@fastify/multipart';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { DetectionService } from './detection-service.js';
import { nothingAt, toHttpError } from './http-error.js';
import type { LabelSet } from './labels.js';
import { Metrics } from './metrics.js';
import { openApi } from './openapi.js';
import { openApiPage } from './openapi-page.js';
import type { OpenApi } from './openapi-types.js';
import { refuseOtherPages } from './own-names.js';
import { PAGE_ROUTES, type PageOptions, pageRoutes } from './page-routes.js';
import { UPDATE_ROUTE } from './protocols/deepstack.js';
import { lookRoutes } from './protocols/look.js';
import { ownRoutes, type ServedClassifier } from './protocols/own.js';
import { protocols } from './protocols/protocols.js';
import { Readiness } from './readiness.js';
import { refuseEarly } from './refuse-early.js';
import { refuseOtherMethods } from './refuse-methods.js';
import { IMAGE_FIELDS } from './request-image.js';
import { requestLog } from './request-log.js';
import type { ServedModels } from './served-model.js';
import { checkToken } from './token.js';
import { answerUnread } from './unread-requests.js';
import { WorkQueue, type WorkQueueOptions } from './work-queue.js';

export interface ServerOptions {
  readonly models: ServedModels;
  readonly version: string;
  readonly queue: WorkQueueOptions;
  /** Largest body; bytes. */
  readonly bodyLimit: number;
  /** Expected as `Authorization: Bearer`, header `Token` or query parameter `api_key`, of DeepStack's clients in the form; absent: no token is needed. */
  readonly token?: string;
  /** Refuses pages of other names than addresses and localhost; for servers that this machine alone reaches. Default: false. */
  readonly ownPagesOnly?: boolean;
  /** Names of classes in DeepStack's API. */
  readonly labels: LabelSet;
  /** Folder of the photographs that Label Studio names by path. */
  readonly localFiles?: string;
  /** Answers /v1/classify; without one that route says so. */
  readonly classifier?: ServedClassifier;
  /** The page at `/`; without one there is none. */
  readonly page?: PageOptions;
  /** Of routes that the caller adds, for /openapi.json and /docs. */
  readonly paths?: OpenApi['paths'];
  /** Where requests are logged; default: errors only, on standard error. */
  readonly logger?: boolean;
}

export interface Server {
  readonly app: FastifyInstance;
  /** Refuses new photographs, finishes those that were admitted, closes. */
  close(): Promise<void>;
}

/** Between two looks at connections that are slow. */
const CHECK_SECONDS = 5;

/** Probes and scrapers come without a token, and camera programs poll the version so; the page asks for it. */
const PROBES = ['/livez', '/readyz', '/health', '/metrics', UPDATE_ROUTE];
/** They say of the server no more than this package does, and a browser has no way to send a token. */
const DOCS = { json: '/openapi.json', page: '/docs' } as const;
const OPEN_ROUTES = new Set([...PROBES, ...Object.values(DOCS), ...PAGE_ROUTES]);

/**
 * @returns a server that does not listen yet: `app.listen` begins
 * @throws Error of fastify for routes or options that it refuses
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { models, version, token } = options;
  const app = bareServer(options);
  const queue = new WorkQueue(options.queue);
  const metrics = new Metrics(queue);
  const service = new DetectionService({ models, queue, metrics });
  const readiness = new Readiness(service);
  if (options.ownPagesOnly) refuseOtherPages(app);
  refuseEarly(app, options.bodyLimit);
  await acceptPhotographs(app, options.bodyLimit);
  answerFailures(app);
  watchRequests(app, metrics, token);
  refuseOtherMethods(app); // whoever has no token learns of no route
  statusRoutes(app, { service, readiness, metrics, version });
  docRoutes(app, openApi(version, options.paths), token !== undefined);
  ownRoutes(app, service, options.classifier);
  lookRoutes(app, service);
  if (options.page) pageRoutes(app, options.page, () => models.names);
  const { labels, localFiles } = options;
  const context = { service, version, ready: () => readiness.ready(), labels, localFiles, token };
  for (const { routes, prefix } of protocols) {
    await app.register(async (scope) => routes(scope, context), prefix === undefined ? {} : { prefix });
  }
  const close = async () => {
    await queue.drain();
    await app.close();
  };
  return { app, close };
}

/** Without routes, with the limits of connections. */
function bareServer({ bodyLimit, queue: { deadline }, logger }: ServerOptions): FastifyInstance {
  return Fastify({
    bodyLimit,
    clientErrorHandler: (error, socket) => answerUnread(error, socket, deadline),
    frameworkErrors: (error, request, reply) => unreadable(error, request, reply as unknown as FastifyReply),
    logger: requestLog(logger ? 'info' : 'error'),
    // A client that sends a byte a second holds no connection for ever. Node looks every 30 s unless told otherwise.
    requestTimeout: 1000 * deadline,
    http: {
      requestTimeout: 1000 * deadline, // fastify sets its own only after Node has compared the two
      headersTimeout: 1000 * deadline,
      connectionsCheckingInterval: 1000 * Math.min(CHECK_SECONDS, deadline),
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
}

/** Each request's token, where one is needed, and what it comes to. */
function watchRequests(app: FastifyInstance, metrics: Metrics, token: string | undefined): void {
  app.addHook('onRequest', async (request) => {
    const open = token === undefined || OPEN_ROUTES.has(request.routeOptions.url ?? '');
    if (!open) checkToken(request, token);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered({ route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
}

/** The server's own form of errors, for its API and for unknown routes. */
function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message, headers } = toHttpError(error);
    if (status === 500) app.log.error(error);
    return reply.code(status).headers(headers).send({ error: { code, message } });
  });
  app.setNotFoundHandler((request) => {
    throw nothingAt(request, 'see /docs');
  });
}

/** Of addresses that the router cannot read. Fastify's own answer repeats them, query and all. */
function unreadable(
  error: FastifyError,
  request: Pick<FastifyRequest, 'method' | 'url'>,
  reply: FastifyReply,
) {
  const { code, message } = nothingAt(request, `that cannot be read (${error.code})`);
  reply.code(error.statusCode ?? 400).send({ error: { code, message } });
}

/** Accepts forms, with limits on everything that can be repeated, and bare bytes of any type or none. */
async function acceptPhotographs(app: FastifyInstance, bodyLimit: number): Promise<void> {
  await app.register(multipart, {
    limits: { fileSize: bodyLimit, files: 4, fields: 32, fieldSize: 65_536, parts: 36, headerPairs: 64 },
    isPartAFile: (field, contentType, fileName) =>
      fileName !== undefined || contentType === 'application/octet-stream' || isImageField(field),
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function isImageField(field: string | undefined): boolean {
  return IMAGE_FIELDS.some((name) => name === field);
}

interface StatusParts {
  readonly service: DetectionService;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly version: string;
}

function statusRoutes(app: FastifyInstance, { service, readiness, metrics, version }: StatusParts): void {
  app.get('/livez', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await readiness.ready();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  app.get('/health', async () => ({
    status: 'healthy',
    version,
    models_loaded: service.models.names.length,
    timestamp: new Date().toISOString(),
  }));
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

function docRoutes(app: FastifyInstance, api: OpenApi, token: boolean): void {
  app.get(DOCS.json, async () => api);
  app.get(DOCS.page, async ({ protocol, host }, reply) =>
    reply.type('text/html; charset=utf-8').send(openApiPage(api, { origin: `${protocol}://${host}`, token })),
  );
}
