/** What the page draws of a detection: every stage, small enough to send, and the evidence in a box. */
import type { FastifyInstance } from 'fastify';
import { evidenceAnswer, lookAnswer } from '../../../detection/look-answer.js';
import { clientLeft } from '../client-left.js';
import type { DetectionService } from '../detection-service.js';
import { HttpError } from '../http-error.js';
import { imageOf } from '../request-image.js';
import { evidenceOptions, modelOption, readOwnOptions } from '../request-options.js';
import type { ServedModel } from '../served-model.js';

export function lookRoutes(app: FastifyInstance, service: DetectionService): void {
  app.post('/v1/explain', service.queued, async (request, reply) => {
    const { image, name, fields } = await imageOf(request);
    const { name: model, model: served } = service.served(readOwnOptions(modelOption, fields).model);
    const { explain } = looking(served);
    return service.run(async (signal) => {
      const explained = await explain.call(served, image, { signal });
      return { image: name, model, ...lookAnswer(explained, served) };
    }, clientLeft(reply));
  });

  app.post('/v1/evidence', service.queued, async (request, reply) => {
    const { image, fields } = await imageOf(request);
    const { box, class: name, model } = readOwnOptions(evidenceOptions, fields);
    const { model: served } = service.served(model);
    const { evidence } = looking(served);
    const [x1, y1, x2, y2] = box;
    return service.run(async (signal) => {
      const options = { box: { x1, y1, x2, y2 }, class: name, signal };
      return evidenceAnswer(await evidence.call(served, image, options));
    }, clientLeft(reply));
  });
}

/** @throws HttpError 404 */
function looking({ explain, evidence }: ServedModel) {
  if (explain && evidence) return { explain, evidence };
  throw new HttpError(404, 'not-found', 'This model does not show what it does.');
}
