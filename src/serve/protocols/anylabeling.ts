/** X-AnyLabeling's remote server. Errors have status 200, as its client expects; a full queue is 503. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clientLeft } from '../client-left.js';
import type { Answer } from '../detection-service.js';
import { toHttpError } from '../http-error.js';
import { fromBase64 } from '../request-image.js';
import { detectOptions, readBody } from '../request-options.js';
import type { ProtocolContext } from './protocol.js';

const requestSchema = z.object({
  model: z.string({ error: 'the name of a model' }),
  image: z.string({ error: 'the photograph in base64' }),
  params: z
    .object({ conf_threshold: detectOptions.shape.threshold, iou_threshold: detectOptions.shape.threshold })
    .optional(),
});

export function anylabelingRoutes(app: FastifyInstance, { service }: ProtocolContext): void {
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = toHttpError(error);
    if (status === 500) app.log.error(error);
    if (status === 429 || status === 503) return reply.code(503).send({ detail: message });
    return reply.code(200).send({ success: false, error: { code: nameOf(code), message } });
  });

  app.get('/health', async () => ({
    status: 'healthy',
    models_loaded: service.models.names.length,
    timestamp: new Date().toISOString(),
  }));

  app.get('/v1/models', async () => ({
    success: true,
    data: Object.fromEntries(
      service.models.names.map((name) => [name, described(name, service.models.get(name)!.model)]),
    ),
  }));

  app.post('/v1/predict', service.queued, async (request, reply) => {
    const { model, image, params } = readBody(requestSchema, request);
    const answer = await service.detect({
      image: fromBase64(image),
      model,
      ...(params?.conf_threshold === undefined ? {} : { threshold: params.conf_threshold }),
      left: clientLeft(reply),
    });
    return { success: true, data: { shapes: answer.detections.map(shapeOf), description: '' } };
  });
}

/** A model with the controls that its client shows for it. */
function described(name: string, { threshold }: { readonly threshold: number }) {
  return {
    display_name: `googlenet-rcnn ${name}`,
    widgets: [
      { name: 'button_run', value: null },
      { name: 'edit_conf', value: threshold },
    ],
    params: {},
  };
}

/** The four codes that its client knows. */
function nameOf(code: string): string {
  if (code === 'not-found') return 'MODEL_NOT_FOUND';
  if (code === 'unauthorized') return 'UNAUTHORIZED';
  return ['bad-image', 'bad-option', 'image-too-large', 'too-large'].includes(code)
    ? 'INVALID_IMAGE'
    : 'INFERENCE_ERROR';
}

function shapeOf({ class: label, score, box: { x1, y1, x2, y2 } }: Answer['detections'][number]) {
  return {
    label,
    shape_type: 'rectangle',
    points: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ],
    score,
    attributes: {},
    description: null,
    difficult: false,
    direction: 0,
    flags: null,
    group_id: null,
    kie_linking: [],
  };
}
