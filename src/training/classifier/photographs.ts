import { createHash } from 'node:crypto';
import { expectedError, RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { joinHashes, photographHashes } from '../../runs/photograph-hashes.js';
import { unreadable, unreadableText } from '../unreadable.js';
import { filesOf } from './photograph-source.js';
import type { TrainingData } from './training-data.js';

/** What a run must find again to resume: order and features go by the photographs' places in their lists. */
export interface Photographs {
  readonly train: number;
  readonly val: number;
  /** Of the names of their files and their labels. */
  readonly sha256: string;
  /** Of the bytes of their files, where what is kept depends on them. */
  readonly contents?: string;
}

export function photographsOf({ train, val }: TrainingData): Photographs {
  const hash = createHash('sha256');
  for (const { images, label } of [train, val]) {
    images.forEach(({ file }, i) => {
      hash.update(`${file}\t${label[i]}\n`);
    });
    hash.update('\n');
  }
  return { train: train.images.length, val: val.images.length, sha256: hash.digest('hex') };
}

/** SHA-256 of the bytes of all photographs, in the order of their lists. @throws RcnnError `file-not-found` */
export async function contentsOf({ train, val }: TrainingData, work: LongWork): Promise<string> {
  const hashes = [];
  for (const set of [train, val]) hashes.push(await photographHashes(set, [...set.images.keys()], work));
  return joinHashes(hashes);
}

/** A photograph that cannot be read seldom comes alone: the error that names the others too. Other errors as they are. */
export async function namingUnreadable(error: unknown, data: TrainingData, work: LongWork): Promise<unknown> {
  if (!(error instanceof RcnnError) || !ofPhotograph.includes(error.code)) return error;
  const files = filesOf(data);
  const messages = await unreadable(files, { ...work, stage: 'looking for more' }).catch(expectedError);
  if (messages instanceof RcnnError) return error; // stopped on request
  if (messages.length < 2) return error;
  return new RcnnError(
    error.code,
    `${unreadableText(messages, files.length)}\nWithout them, begin in another folder.`,
    { cause: error },
  );
}

const ofPhotograph: readonly string[] = ['bad-image', 'image-too-large'];
