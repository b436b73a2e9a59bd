/**
 * Label Studio's machine learning backend: proposes boxes, and answers a click or a rough rectangle with the box that
 * fits it best.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Size } from '../../geometry/box.js';
import { clientLeft } from '../client-left.js';
import type { Answer } from '../detection-service.js';
import { type HttpError, toHttpError } from '../http-error.js';
import { readBody } from '../request-options.js';
import { hintOf, snap } from './label-studio/hint.js';
import { type Controls, controlsOf } from './label-studio/label-config.js';
import { taskImage } from './label-studio/task-image.js';
import type { ProtocolContext } from './protocol.js';

const predictSchema = z.object({
  tasks: z.array(
    z.object({ id: z.union([z.number(), z.string()]).optional(), data: z.record(z.string(), z.unknown()) }),
  ),
  label_config: z.string({ error: 'the labelling interface as XML' }),
  params: z.object({ context: z.object({ result: z.array(z.unknown()) }).nullish() }).nullish(),
});

/** Least score of the candidates for a click. */
const SNAP_THRESHOLD = 0.01;

export function labelStudioRoutes(
  app: FastifyInstance,
  { service, version, localFiles }: ProtocolContext,
): void {
  const modelVersion = `${service.models.names[0]}-${version}`;
  const up = async () => ({ status: 'UP', model_class: 'googlenet-rcnn' });
  app.get('/', up);
  app.get('/health', up);
  app.post('/setup', async () => ({ model_version: modelVersion }));
  app.get('/versions', async () => ({ versions: [modelVersion] }));
  app.post('/webhook', async (_request, reply) => reply.code(201).send({}));

  app.post('/predict', service.queued, async (request, reply) => {
    const { tasks, label_config, params } = readBody(predictSchema, request);
    const controls = controlsOf(label_config);
    const hint = hintOf(params?.context?.result ?? []);
    const left = clientLeft(reply);
    const predict = async (photograph: unknown) => {
      const image = await taskImage(photograph, localFiles);
      const answer = await service.detect({ image, left, ...(hint ? { threshold: SNAP_THRESHOLD } : {}) });
      return prediction(hint ? snap(answer, hint) : answer.detections, answer, controls);
    };
    const results: object[] = [];
    const failures: { readonly task: unknown; readonly failure: HttpError }[] = [];
    for (const { id, data } of tasks) {
      try {
        const predicted = await predict(data[controls.value]);
        results.push({ ...predicted, model_version: modelVersion });
      } catch (error) {
        failures.push({ task: id, failure: photographFailure(error) });
        results.push(NO_PREDICTIONS);
      }
    }
    if (failures.length > 0 && failures.length === tasks.length) throw failures[0]!.failure;
    const errors = failures.map(({ task, failure }) => ({ task, error: failure.message }));
    return { results, ...(errors.length > 0 && { errors }) };
  });
}

/**
 * Stands for a task whose photograph was not read. Label Studio wants an entry for each task, which is one prediction or a
 * list of them, and keeps what it gets: a prediction without boxes would say that nothing is on the photograph.
 */
const NO_PREDICTIONS: object = [];

/** A photograph that is missing or broken costs the other tasks nothing. */
const OF_THE_PHOTOGRAPH = [400, 404, 413, 422];

/** @throws HttpError of anything else */
function photographFailure(error: unknown): HttpError {
  const failure = toHttpError(error);
  if (OF_THE_PHOTOGRAPH.includes(failure.status)) return failure;
  throw failure;
}

function prediction(shown: Answer['detections'], { width, height }: Size, controls: Controls) {
  const named = shown.filter(
    ({ class: name }) => controls.labels.length === 0 || controls.labels.includes(name),
  );
  return {
    score: named.reduce((best, { score }) => Math.max(best, score), 0),
    result: named.map(({ class: name, score, box }, i) => ({
      id: `box-${i + 1}`,
      from_name: controls.fromName,
      to_name: controls.toName,
      type: 'rectanglelabels',
      original_width: width,
      original_height: height,
      image_rotation: 0,
      score,
      value: {
        x: (100 * box.x1) / width,
        y: (100 * box.y1) / height,
        width: (100 * (box.x2 - box.x1)) / width,
        height: (100 * (box.y2 - box.y1)) / height,
        rotation: 0,
        rectanglelabels: [name],
      },
    })),
  };
}
