/** The hash that a model's card holds: of its tensors and of the card, so that neither can change unnoticed. */
import { RcnnError } from '../errors.js';
import type { ModelCard } from './model-card.js';

/**
 * The text whose SHA-256 is the model's.
 *
 * @param stored the card as the file holds it; its own `sha256` does not count
 * @param tensors SHA-256 of `hashedParts`
 */
export function hashedText(stored: Readonly<Record<string, unknown>>, tensors: string): string {
  const { sha256: _, ...rest } = stored;
  return `${tensors}\n${JSON.stringify(rest)}`;
}

/**
 * @param found SHA-256 of {@link hashedText} and, which is what the first models carry, that of the tensors alone
 * @throws RcnnError `bad-weights`
 */
export function expectHash(path: string, { sha256 }: ModelCard, found: readonly string[]): void {
  if (found.includes(sha256)) return;
  throw new RcnnError(
    'bad-weights',
    `Expected the tensors and the card of ${path} to have the SHA-256 that the card holds, ${sha256}, but they have not: the file has been damaged or changed.`,
  );
}
