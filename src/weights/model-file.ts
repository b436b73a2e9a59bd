import { RcnnError } from '../errors.js';
import { cardFrom, cardKey, checkCard, type ModelCard, type NewModelCard } from './model-card.js';
import { modelPath } from './model-path.js';
import { readSafetensors, type Safetensors, type StoredType, writeSafetensors } from './safetensors.js';
import type { Weights } from './weights.js';

/** A model as its file holds it: one safetensors file with a card. */
export interface Model {
  readonly card: ModelCard;
  readonly weights: Weights;
  readonly path: string;
  readonly storedType: Safetensors['storedType'];
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Reads a model and verifies the hash of its tensors against its card. Whether the tensors fit a network is
 * for the caller to say, by `checkWeights`.
 *
 * @param nameOrPath a registry name (`voc`, `bvlc`) or a file
 * @throws RcnnError `file-not-found`, `bad-option` for an unknown name, `bad-weights`
 */
export async function loadModel(nameOrPath: string): Promise<Model> {
  const path = modelPath(nameOrPath);
  const { weights, metadata, sha256, storedType, bytes } = await readSafetensors(path);
  const card = cardFrom(path, metadata);
  if (card.sha256 !== sha256) {
    throw new RcnnError(
      'bad-weights',
      `Expected the tensors of ${path} to have the SHA-256 of their card, ${card.sha256}, but got ${sha256}: the file has been damaged or changed.`,
    );
  }
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
      written = checkCard(path, { ...card, sha256 });
      return { [cardKey]: JSON.stringify(written) };
    },
  });
  return written!;
}
