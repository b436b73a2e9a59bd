/** The server's own API: the same JSON as `detect --json`, `propose --json` and `classify --json`. */
import type { FastifyInstance } from 'fastify';
import type { Classified } from '../../classification/results.js';
import type { Crops } from '../../classification/views.js';
import { detectionLine } from '../../datasets/ndjson/detections.js';
import { Boxes } from '../../geometry/boxes.js';
import { clientLeft } from '../client-left.js';
import type { DetectionService } from '../detection-service.js';
import { HttpError } from '../http-error.js';
import { proposalThread } from '../proposals.js';
import { imageOf } from '../request-image.js';
import {
  classifyOptions,
  detectOptions,
  expectClasses,
  noOptions,
  proposeOptions,
  readOwnOptions,
} from '../request-options.js';

/** What classifies whole photographs: the library's `Classifier` is one. */
export interface ServedClassifier {
  classify(
    image: Uint8Array,
    options: { readonly top?: number; readonly crops?: Crops; readonly signal: AbortSignal },
  ): Promise<Classified>;
}

export function ownRoutes(
  app: FastifyInstance,
  service: DetectionService,
  classifier: ServedClassifier | undefined,
): void {
  proposeRoute(app, service);
  classifyRoute(app, service, classifier);

  app.post('/v1/detect', service.queued, async (request, reply) => {
    const { image, name, fields } = await imageOf(request);
    const options = readOwnOptions(detectOptions, fields);
    expectClasses(options.classes, service.served(options.model).model.classes);
    const { timings, waited, model, ...detected } = await service.detect({
      image,
      ...options,
      left: clientLeft(reply),
    });
    return { ...detectionLine(name, detected, rounded({ ...timings, waited })), model };
  });

  app.get<{ Querystring: Record<string, unknown> }>('/v1/models', async ({ query }) => {
    readOwnOptions(noOptions, query);
    const models = service.models.names.map((name) => {
      const { classes, threshold, thresholds } = service.models.get(name)!.model;
      return { name, classes, ...(thresholds ? { thresholds } : { threshold }) };
    });
    return { models };
  });
}

/** The same JSON as `propose --json`. */
function proposeRoute(app: FastifyInstance, service: DetectionService): void {
  const thread = proposalThread();
  app.addHook('onClose', async () => thread[Symbol.dispose]());
  app.post('/v1/propose', service.queued, async (request, reply) => {
    const { image, name, fields } = await imageOf(request);
    const options = readOwnOptions(proposeOptions, fields);
    return service.run(async (signal) => {
      const { coordinates, timings, ...size } = await thread.run({ image, options }, { signal });
      const boxes = new Boxes(coordinates).toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
      return { image: name, ...size, boxes, timings: rounded(timings) };
    }, clientLeft(reply));
  });
}

/** The same JSON as `classify --json`. */
function classifyRoute(
  app: FastifyInstance,
  service: DetectionService,
  classifier: ServedClassifier | undefined,
): void {
  app.post('/v1/classify', service.queued, async (request, reply) => {
    if (!classifier) {
      const how = 'start it with --classifier, such as --classifier bvlc';
      throw new HttpError(404, 'not-found', `This server has no classifier: ${how}.`);
    }
    const { image, name, fields } = await imageOf(request);
    const options = readOwnOptions(classifyOptions, fields);
    return service.run(async (signal) => {
      const { predictions, timings } = await classifier.classify(image, { ...options, signal });
      return { image: name, predictions, timings: rounded({ ...timings }) };
    }, clientLeft(reply));
  });
}

/** Milliseconds to a tenth. */
function rounded(timings: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).map(([step, time]) => [step, Math.round(10 * time) / 10]),
  );
}
