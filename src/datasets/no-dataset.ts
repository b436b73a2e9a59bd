import { join } from 'node:path';
import { counted } from '../counted.js';
import { RcnnError } from '../errors.js';
import { shellWord } from '../shell-word.js';
import { PHOTOGRAPH } from './image-paths.js';
import { listFiles } from './photographs.js';

/** Labelling tools offer their exports for download in these. */
const ARCHIVE = /\.(zip|tar|tgz|tar\.gz|7z|rar)$/i;

/**
 * The error of a path that no format recognises: what is there instead, and the way on.
 * @param forms what a data set may be
 */
export async function noDataset(path: string, forms: string): Promise<RcnnError> {
  const files = await listFiles(path, /(?:)/); // none of a path that is a file
  const archive = [path, ...files.map((file) => join(path, file))].find((file) => ARCHIVE.test(file));
  if (archive !== undefined)
    return refused(`Expected a data set, but ${archive} is an archive: unpack it, and name the folder.`);
  const photographs = files.filter((file) => PHOTOGRAPH.test(file)).length;
  if (photographs === 0) {
    const above = files.length > 0 ? ' If it holds labels alone, name the folder above them.' : '';
    return refused(`Expected a data set (${forms}), but ${path} is none of them.${above}`);
  }
  const labelled = photographs < files.length;
  return refused(
    `Expected a data set${labelled ? ` (${forms})` : ''}, but ${path} holds ${counted(photographs, 'photograph')} and no labels${labelled ? ' that are one of these' : ''}; \`googlenet-rcnn teach ${shellWord(path)}\` labels them in the browser.`,
  );
}

function refused(message: string): RcnnError {
  return new RcnnError('bad-option', message);
}
