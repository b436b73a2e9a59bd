import { unknownName } from '../errors.js';
import type { NewModelCard } from './model-card.js';

/** A file that its publisher offers and this package does not ship. */
export interface Publication {
  readonly url: string;
  /** Of the file. */
  readonly sha1: string;
  readonly file: string;
  readonly card: Pick<NewModelCard, 'name' | 'licence' | 'origin'>;
}

const publications: Readonly<Record<string, Publication>> = {
  bvlc: {
    // Plain http is the publisher's only address; the hash, published with the model zoo, makes up for that.
    url: 'http://dl.caffe.berkeleyvision.org/bvlc_googlenet.caffemodel',
    sha1: '405fc5acd08a3bb12de8ee5e23a96bec22f08204',
    file: 'bvlc_googlenet.caffemodel',
    card: {
      name: 'bvlc',
      licence: 'released for unrestricted use',
      origin: {
        text: 'BVLC GoogLeNet of the Caffe model zoo, trained on ILSVRC2012 by Sergio Guadarrama (published: top-1 68.7 %, top-5 88.9 %, centre crop).',
        url: 'http://dl.caffe.berkeleyvision.org/bvlc_googlenet.caffemodel',
      },
    },
  },
};

export const publishedNames: readonly string[] = Object.keys(publications);

/** @throws RcnnError `bad-option` that lists the published names */
export function publicationNamed(name: string): Publication {
  if (!Object.hasOwn(publications, name)) {
    throw unknownName('the published weights', name, publishedNames);
  }
  return publications[name];
}

/** The publication that a file is, by its hash. */
export function publicationOf(sha1: string): Publication | undefined {
  return Object.values(publications).find((publication) => publication.sha1 === sha1);
}
