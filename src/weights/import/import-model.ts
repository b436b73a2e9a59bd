import { basename } from 'node:path';
import { RcnnError } from '../../errors.js';
import { BVLC_PREPROCESSING } from '../../imaging/preprocessing.js';
import { readFileUpTo } from '../../platform/node/open-file.js';
import { imagenetClasses } from '../imagenet-classes.js';
import type { ModelCard, ModelClass, NewModelCard } from '../model-card.js';
import { saveModel } from '../model-file.js';
import { type Publication, publicationOf } from '../publications.js';
import { sha1Of } from '../sha1.js';
import { parseSynsetWords } from '../synset-words.js';
import type { StoredType } from '../tensor-data.js';
import { importCaffe } from './caffe.js';

/** ImageNet's 21,841 classes take 1.5 MB. */
const MAX_CLASSES_BYTES = 2 ** 24;

export interface ImportOptions {
  /** Where the model goes. */
  readonly out: string;
  readonly dtype: StoredType;
  /** `synset_words.txt` of the classes; a network of 1,000 classes without one has those of ILSVRC2012. */
  readonly classesFile?: string;
  /** What the card says beyond the network; default what is known of a published file, by its hash. */
  readonly card?: Publication['card'];
}

/**
 * Makes a model of a `.caffemodel`: strict import, card, safetensors.
 *
 * @returns the card as written
 * @throws RcnnError `bad-weights`, `file-not-found`, `bad-file` for the classes, `disk-full`
 */
export async function importModel(
  path: string,
  { out, dtype, classesFile, card }: ImportOptions,
): Promise<ModelCard> {
  const { options, weights } = await importCaffe(path);
  const classes = await readClasses(options.classes, classesFile);
  const sha1 = await sha1Of(path);
  const { name, licence, origin } = card ?? publicationOf(sha1)?.card ?? unknownCard(path);
  const newCard: NewModelCard = {
    format: 1,
    name,
    task: 'classifier',
    network: options,
    preprocessing: { ...BVLC_PREPROCESSING, mean: [...BVLC_PREPROCESSING.mean], inputSize: 224 },
    classes,
    licence,
    origin: { ...origin, sha1 },
  };
  return saveModel(out, newCard, weights, { dtype });
}

function unknownCard(path: string): Publication['card'] {
  return {
    name: basename(path).replace(/\.caffemodel$/, ''),
    licence: 'unknown: that of the imported file',
    origin: { text: `Imported from ${basename(path)}.` },
  };
}

async function readClasses(count: number, file?: string): Promise<ModelClass[]> {
  if (file === undefined) {
    const classes = imagenetClasses();
    if (count === classes.length) return classes;
    throw new RcnnError(
      'bad-option',
      `Expected --classes FILE with the names of the network's ${count} classes, but got none.`,
    );
  }
  let text: string;
  try {
    text = (await readFileUpTo(file, MAX_CLASSES_BYTES)).toString('utf8');
  } catch (cause) {
    throw new RcnnError(
      'file-not-found',
      `Expected the class names at ${file}, but it cannot be read: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
  const classes = parseSynsetWords(text, file);
  if (classes.length === count) return classes;
  throw new RcnnError(
    'bad-file',
    `Expected ${file} to name the network's ${count} classes, but it has ${classes.length}.`,
  );
}
