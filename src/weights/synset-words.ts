import { RcnnError } from '../errors.js';
import type { ModelClass } from './model-card.js';

/**
 * Reads Caffe's `synset_words.txt`: one line per class, `<wnid> <names>`, in the order of the outputs. The first
 * of the names, which commas part, is not singled out: "crane" is two of them.
 *
 * @param source names the text in errors: a file, usually
 * @throws RcnnError `bad-file` that names the line
 */
export function parseSynsetWords(text: string, source: string): ModelClass[] {
  const lines = text.split('\n').map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const match = /^(n\d{8})\s+(.+)$/.exec(line);
    if (match) return { name: match[2], wnid: match[1] };
    throw new RcnnError(
      'bad-file',
      `Expected line ${index + 1} of ${source} to be "<wnid> <names>", such as "n01440764 tench, Tinca tinca", but got "${line}".`,
    );
  });
}
