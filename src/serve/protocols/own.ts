/** The server's own API: the same JSON as `detect --json`. */
import type { FastifyInstance } from 'fastify';
import { detectionLine } from '../../datasets/ndjson/detections.js';
import { clientLeft } from '../client-left.js';
import type { DetectionService } from '../detection-service.js';
import { imageOf } from '../request-image.js';
import { detectOptions, readOptions } from '../request-options.js';

export function ownRoutes(app: FastifyInstance, service: DetectionService): void {
  app.post('/v1/detect', async (request, reply) => {
    const { image, name, fields } = await imageOf(request);
    const options = readOptions(detectOptions, fields);
    const { timings, waited, model, ...detected } = await service.detect({
      image,
      ...options,
      left: clientLeft(reply),
    });
    return { ...detectionLine(name, detected, rounded({ ...timings, waited })), model };
  });

  app.get('/v1/models', async () => ({
    models: service.models.names.map((name) => {
      const { classes, threshold } = service.models.get(name)!.model;
      return { name, classes, threshold };
    }),
  }));
}

/** Milliseconds to a tenth. */
function rounded(timings: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).map(([step, time]) => [step, Math.round(10 * time) / 10]),
  );
}
