/** The Open Inference Protocol (KServe v2) in JSON: a photograph as BYTES in; boxes, scores and labels out. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clientLeft } from '../client-left.js';
import type { Answer } from '../detection-service.js';
import { toHttpError } from '../http-error.js';
import { fromBase64 } from '../request-image.js';
import { detectOptions, readBody } from '../request-options.js';
import type { ProtocolContext } from './protocol.js';

const OUTPUTS = ['boxes', 'scores', 'labels'] as const;

const requestSchema = z.object({
  id: z.string().max(200).optional(),
  parameters: z
    .object({ threshold: detectOptions.shape.threshold, count: detectOptions.shape.count })
    .optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int()),
        datatype: z.literal('BYTES', { error: 'BYTES' }),
        data: z.array(z.string()).length(1, 'one photograph in base64'),
      }),
      { error: 'one tensor of BYTES' },
    )
    .length(1, 'one tensor of BYTES'),
  /** Those that are wanted, in this order; default: all. */
  outputs: z.array(z.object({ name: z.enum(OUTPUTS, { error: `one of ${OUTPUTS.join(', ')}` }) })).optional(),
});

export function inferenceRoutes(app: FastifyInstance, { service, version, ready }: ProtocolContext): void {
  app.setErrorHandler((error, _request, reply) => {
    const { status, message, headers } = toHttpError(error);
    if (status === 500) app.log.error(error);
    return reply.code(status).headers(headers).send({ error: message });
  });

  app.get('/v2', async () => ({ name: 'googlenet-rcnn', version, extensions: [] }));
  app.get('/v2/health/live', async () => ({ live: true }));
  app.get('/v2/health/ready', async (_request, reply) => {
    const now = await ready();
    return reply.code(now ? 200 : 503).send({ ready: now, live: true });
  });

  for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    app.get<{ Params: { model: string } }>(path, async ({ params }) =>
      metadata(service.served(params.model).name, version),
    );
    app.get<{ Params: { model: string } }>(`${path}/ready`, async ({ params }) => ({
      name: service.served(params.model).name,
      ready: await ready(),
    }));
    app.post<{ Params: { model: string } }>(`${path}/infer`, service.queued, async (request, reply) => {
      const { name: model } = service.served(request.params.model);
      const { id, parameters, inputs, outputs } = readBody(requestSchema, request);
      const image = fromBase64(inputs[0]!.data[0]!);
      const answer = await service.detect({ image, model, ...parameters, left: clientLeft(reply) });
      return {
        model_name: model,
        model_version: version,
        ...(id === undefined ? {} : { id }),
        outputs: outputsOf(
          answer,
          outputs?.map(({ name: output }) => output),
        ),
      };
    });
  }
}

function metadata(name: string, version: string) {
  return {
    name,
    versions: [version],
    platform: 'googlenet-rcnn',
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [1] }],
    outputs: [
      { name: 'boxes', datatype: 'FP32', shape: [-1, 4] },
      { name: 'scores', datatype: 'FP32', shape: [-1] },
      { name: 'labels', datatype: 'BYTES', shape: [-1] },
    ],
  };
}

function outputsOf({ detections }: Answer, wanted: readonly (typeof OUTPUTS)[number][] = OUTPUTS) {
  const count = detections.length;
  const tensors = {
    // N x 4: x1, y1, x2, y2 in pixels
    boxes: {
      datatype: 'FP32',
      shape: [count, 4],
      data: detections.flatMap(({ box: { x1, y1, x2, y2 } }) => [x1, y1, x2, y2]),
    },
    scores: { datatype: 'FP32', shape: [count], data: detections.map(({ score }) => score) },
    labels: { datatype: 'BYTES', shape: [count], data: detections.map(({ class: name }) => name) },
  };
  return wanted.map((name) => ({ name, ...tensors[name] }));
}
