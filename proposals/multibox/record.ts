import { z } from 'zod';
import { RcnnError } from '../../src/errors.js';
import { expectTask } from '../../src/weights/expect-task.js';
import type { Model } from '../../src/weights/model-file.js';

/** Of a photograph on its way into the network; longer ones take more memory than machines have. */
const side = z.int().positive().max(8192);

/** What a MultiBox head's card says under `head`: the maps that it reads. */
const recordSchema = z.strictObject({
  /** Of the trunk's arrays (`trunkOf`). */
  trunkSha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
  shortSide: side,
  longSide: side,
});

type MultiBoxRecord = z.output<typeof recordSchema>;

/** @throws RcnnError `bad-weights` when the model is no MultiBox head or its record is wrong */
export function multiBoxRecord(model: Pick<Model, 'card' | 'path'>): MultiBoxRecord {
  expectTask(model, 'multibox');
  const { card, path } = model;
  const parsed = recordSchema.safeParse(card.head);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-weights',
    `The MultiBox record of ${path} is wrong:\n${z.prettifyError(parsed.error)}`,
  );
}
