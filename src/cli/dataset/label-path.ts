/** Where labels go that `--out` names: the same file or folder for every command that writes them. */
import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Format, rows } from '../../datasets/formats.js';
import { RcnnError } from '../../errors.js';

/** Endings of files of labels: a folder would hardly be called so. */
const OF_FILES = /\.(xml|json|ndjson|jsonl|txt|csv|ya?ml)$/i;

/**
 * The file that a form makes of a folder's name; the folder itself of a form that is one.
 * @throws RcnnError `bad-option` for a file of another ending, which would not be known for what it is
 */
export function labelPath(out: string, format: Format): string {
  const { file } = rows[format].truth ?? {};
  if (file === undefined) return out;
  const ending = extname(file);
  if (out.toLowerCase().endsWith(ending)) return out;
  if (format === 'ndjson' && /\.jsonl$/i.test(out)) return out;
  const isFolder = statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? !OF_FILES.test(out);
  if (isFolder) return join(out, file);
  throw new RcnnError(
    'bad-option',
    `Expected --out to be a folder or a file that ends with ${ending} for ${format}, but got ${out}.`,
  );
}
