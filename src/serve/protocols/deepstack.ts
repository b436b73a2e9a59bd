/**
 * DeepStack's and CodeProject.AI's detection API, which Blue Iris, Agent DVR and Home Assistant speak.
 * Corners are integers. Predictions are sorted, since clients stop at the first with too low a score; errors carry an
 * empty list, since some clients fail without one.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { clientLeft } from '../client-left.js';
import type { Answer } from '../detection-service.js';
import { type HttpError, nothingAt, toHttpError } from '../http-error.js';
import { type LabelSet, labelFor } from '../labels.js';
import { imageOf } from '../request-image.js';
import { detectOptions, readOptions } from '../request-options.js';
import { checkFormToken } from '../token.js';
import type { ProtocolContext } from './protocol.js';

/** CodeProject.AI's default. */
const MIN_CONFIDENCE = 0.4;

const formOptions = z.object({ min_confidence: detectOptions.shape.threshold });

/** Tells the version, which `/health` tells as well: needs no token. */
export const UPDATE_ROUTE = '/v1/status/updateavailable';

export function deepstackRoutes(app: FastifyInstance, context: ProtocolContext): void {
  app.register(
    async (scope) => {
      answerFailures(scope);
      visionRoutes(scope, context);
    },
    { prefix: '/v1/vision' },
  );

  app.get(UPDATE_ROUTE, async () => {
    const [major, minor, patch] = context.version.split('.').map((part) => Number.parseInt(part, 10));
    const own = { major, minor, patch };
    return { success: true, message: '', current: own, latest: own, updateAvailable: false };
  });
}

/** Of the routes that there are, and of all others below `/v1/vision`: faces, licence plates, scenes. */
function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const failure = toHttpError(error);
    if (failure.status === 500) app.log.error(error);
    return reply.code(failure.status).headers(failure.headers).send(failed(failure));
  });
  app.setNotFoundHandler((request) => {
    throw nothingAt(
      request,
      'this server detects objects, at POST /v1/vision/detection and /v1/vision/custom/<model>',
    );
  });
}

function visionRoutes(app: FastifyInstance, { service, labels, token }: ProtocolContext): void {
  const route = { ...service.queued, config: { tokenInForm: true } };
  const detect = async (request: FastifyRequest, reply: FastifyReply, model?: string) => {
    const { image, fields } = await imageOf(request);
    checkFormToken(request, fields, token);
    const { min_confidence: threshold = MIN_CONFIDENCE } = readOptions(formOptions, fields);
    const named = model === undefined ? {} : { model };
    return succeeded(await service.detect({ image, threshold, ...named, left: clientLeft(reply) }), labels);
  };
  app.post('/detection', route, (request, reply) => detect(request, reply));

  // Before the route with a parameter: a static path wins in the router.
  const list = async () => ({ success: true, models: service.models.names, command: 'list-custom' });
  app.post('/custom/list', list);
  app.get('/custom/list', list);

  app.post<{ Params: { model: string } }>('/custom/:model', route, (request, reply) =>
    detect(request, reply, request.params.model),
  );
}

function succeeded({ detections, timings, waited }: Answer, labels: LabelSet) {
  const predictions = detections
    .toSorted((a, b) => b.score - a.score)
    .map(({ class: name, score, box }) => ({
      label: labelFor(name, labels),
      confidence: score,
      x_min: Math.round(box.x1),
      y_min: Math.round(box.y1),
      x_max: Math.round(box.x2),
      y_max: Math.round(box.y2),
    }));
  const processMs = Math.round(timings.total);
  return {
    success: true,
    message:
      predictions.length === 0
        ? 'No objects found'
        : `Found ${predictions.map(({ label }) => label).join(', ')}`,
    error: null,
    predictions,
    count: predictions.length,
    command: 'detect',
    moduleId: 'googlenet-rcnn',
    executionProvider: 'CPU',
    canUseGPU: false,
    inferenceMs: Math.round(timings.classify),
    processMs,
    analysisRoundTripMs: Math.round(processMs + waited),
  };
}

function failed({ message, status }: HttpError) {
  return { success: false, error: message, code: status, predictions: [], count: 0 };
}
