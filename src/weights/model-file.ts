import { createHash } from 'node:crypto';
import { checkText } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import { isEnsembleFile } from './ensemble-file.js';
import { cardFrom, cardKey, checkCard, type ModelCard, type NewModelCard } from './model-card.js';
import { expectHash, hashedText } from './model-hash.js';
import type { ModelTask } from './model-names.js';
import { modelPath } from './model-path.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import type { StoredType } from './tensor-data.js';
import type { Weights } from './weights.js';

/** A model as its file holds it: one safetensors file with a card. */
export interface Model {
  readonly card: ModelCard;
  readonly weights: Weights;
  readonly path: string;
  readonly storedType: StoredType | 'mixed';
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Reads a model and verifies its tensors and its card against the hash that the card holds. Whether the tensors fit a network is
 * for the caller to say, by `checkWeights`.
 *
 * @param nameOrPath a registry name (`voc`, `bvlc`) or a file
 * @param task what the caller needs: an unknown name is answered with the names of its models
 * @throws RcnnError `file-not-found`, `bad-option` for an unknown name, `bad-weights`
 */
export async function loadModel(nameOrPath: string, task?: ModelTask): Promise<Model> {
  const path = modelPath(checkText(nameOrPath, 'the model'), task);
  if (isEnsembleFile(path)) {
    throw new RcnnError(
      'bad-weights',
      `Expected one model, but ${path} is a list of several. Name one of its members.`,
    );
  }
  const { weights, metadata, sha256, storedType, bytes } = await readSafetensors(path);
  const { card, stored } = cardFrom(path, metadata);
  const whole = createHash('sha256').update(hashedText(stored, sha256)).digest('hex');
  expectHash(path, card, [whole, sha256]);
  return { card, weights, path, storedType, bytes };
}

/**
 * Writes a model, beside and renamed; same card and weights, same bytes.
 *
 * @returns the card with its defaults and the hash
 * @throws RcnnError `bad-weights` for a wrong card or values that the type cannot hold, `disk-full`, `bad-file`
 */
export async function saveModel(
  path: string,
  card: NewModelCard,
  weights: Weights,
  { dtype }: { dtype: StoredType },
): Promise<ModelCard> {
  let written: ModelCard | undefined;
  await writeSafetensors(path, weights, {
    dtype,
    metadata: (sha256) => {
      const stored = checkCard(path, { ...card, sha256 });
      const whole = createHash('sha256').update(hashedText(stored, sha256)).digest('hex');
      written = { ...stored, sha256: whole };
      return { [cardKey]: JSON.stringify(written) };
    },
  });
  return written!;
}
