import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import { RcnnError } from '../../../errors.js';
import type { LongWork } from '../../../progress.js';
import { unreadable, unreadableText } from '../../unreadable.js';

/**
 * Makes sure that every photograph can be decoded, before a run begins: it resumes with the very same files alone, so that
 * one which turned out to be damaged hours later could not be replaced.
 *
 * @throws RcnnError `bad-image` that names the first 20 that cannot, `aborted`
 */
export async function expectReadable(parts: readonly Dataset[], work: LongWork): Promise<void> {
  const files = new Set(parts.flatMap((part) => part.images.map((image) => photographPath(part, image))));
  const messages = await unreadable([...files], { ...work, stage: 'reading photographs' });
  if (messages.length > 0) throw new RcnnError('bad-image', unreadableText(messages, files.size));
}
