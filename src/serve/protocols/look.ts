/** What the page draws of a detection: every stage, small enough to send, and the evidence in a box. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Explained } from '../../../detection/detector.js';
import type { Box } from '../../geometry/box.js';
import { clientLeft } from '../client-left.js';
import type { DetectionService } from '../detection-service.js';
import { HttpError } from '../http-error.js';
import type { LookAnswer } from '../look-answer.js';
import { imageOf } from '../request-image.js';
import { modelOption, readOptions } from '../request-options.js';
import type { ServedModel } from '../served-model.js';

/** Boxes of the search that are sent, best first: what the network looks at and as many again. */
const SENT_PROPOSALS = 1000;

const corner = z.number({ error: 'four numbers' });
const evidenceOptions = modelOption.extend({
  class: z.string({ error: 'a class of the model' }),
  box: z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map(Number) : value),
    z.tuple([corner, corner, corner, corner], { error: 'x1,y1,x2,y2' }),
  ),
});

export function lookRoutes(app: FastifyInstance, service: DetectionService): void {
  app.post('/v1/explain', service.queued, async (request, reply) => {
    const { image, name, fields } = await imageOf(request);
    const { name: model, model: served } = service.served(readOptions(modelOption, fields).model);
    const { explain } = looking(served);
    return service.run(async (signal) => {
      const explained = await explain.call(served, image, { signal });
      return { image: name, model, ...lookAnswer(explained, served) };
    }, clientLeft(reply));
  });

  app.post('/v1/evidence', service.queued, async (request, reply) => {
    const { image, fields } = await imageOf(request);
    const { box, class: name, model } = readOptions(evidenceOptions, fields);
    const { model: served } = service.served(model);
    const { evidence } = looking(served);
    const [x1, y1, x2, y2] = box;
    return service.run(async (signal) => {
      const options = { box: { x1, y1, x2, y2 }, class: name, signal };
      const { values, ...map } = await evidence.call(served, image, options);
      return { ...map, values: [...values] };
    }, clientLeft(reply));
  });
}

/** @throws HttpError 404 */
function looking({ explain, evidence }: ServedModel) {
  if (explain && evidence) return { explain, evidence };
  throw new HttpError(404, 'not-found', 'This model does not show what it does.');
}

export function lookAnswer(explained: Explained, { classes, threshold, nmsIou }: ServedModel): LookAnswer {
  const { width, height, proposals, regions, candidates, search, timings } = explained;
  const numbers = new Map(classes.map((name, k) => [name, k]));
  const found = search?.boxes ?? proposals;
  return {
    ...{ width, height, classes, nmsIou: nmsIou ?? 0.3, timings },
    threshold,
    thresholds: explained.thresholds,
    proposals: rows(found.slice(0, SENT_PROPOSALS).toArray()),
    looked: proposals.length,
    regions: regions.map(({ classIndex, score, box }) => [classIndex, short(score), ...corners(box)]),
    candidates: candidates.map(({ class: name, score, box, proposal, secondLook }) => [
      numbers.get(name)!,
      short(score),
      ...corners(box),
      proposal,
      Number(secondLook),
    ]),
    segments: search && segmentsOf(search),
  };
}

/** The first hierarchy: the segments of the photograph, and which two became one, in order. */
function segmentsOf({ hierarchies, searched }: NonNullable<Explained['search']>): LookAnswer['segments'] {
  const [first] = hierarchies;
  if (!first?.labels) return undefined;
  const { tree, labels, colorSpace, k } = first;
  const { width, height } = searched;
  const merges = [...tree.left].map((left, m): [number, number] => [left, tree.right[m]!]);
  return { width, height, count: tree.segments, colorSpace, k, runs: runsOf(labels), merges };
}

/** Neighbouring pixels are mostly of one segment: its number and how many, again and again. */
function runsOf(labels: Int32Array): number[] {
  const runs: number[] = [];
  for (let i = 0; i < labels.length; ) {
    const begin = i;
    while (i < labels.length && labels[i] === labels[begin]) i++;
    runs.push(labels[begin]!, i - begin);
  }
  return runs;
}

/** A tenth of a pixel is nothing to see. */
const tenths = (value: number) => Math.round(10 * value) / 10;
const corners = ({ x1, y1, x2, y2 }: Box) => [tenths(x1), tenths(y1), tenths(x2), tenths(y2)] as const;
const rows = (boxes: readonly Box[]) => boxes.map(corners);
const short = (score: number) => Number(score.toPrecision(6));
