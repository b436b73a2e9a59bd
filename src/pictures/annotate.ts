import { stat } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import type { Detection } from '../../detection/detection.js';
import { checkBox, shownValue } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import { drawDetections } from './draw.js';
import { PICTURE_ENDINGS } from './write-image.js';

const PICTURE = /\.(png|jpe?g|webp)$/i;

/** As files end, mistyped or of another kind (`found.pgn`, `found.json`), while `run.v2` and `2026.11` name folders. */
const FILE_ENDING = /^\.(?!v\d)[a-z][a-z0-9]{1,5}$/i;

/**
 * Where the annotated pictures go: one image to the file that `out` names, any number into the folder that it
 * names (`cat.jpg` becomes `cat.jpg`, files of other kinds become PNG). Two images of one name get numbers.
 *
 * @throws RcnnError `bad-option` for one file and several images, or a file that is no such picture
 */
export async function picturePaths(out: string, images: readonly string[]): Promise<Map<string, string>> {
  const file = await isFile(out);
  if (file && !PICTURE.test(out)) {
    throw new RcnnError(
      'bad-option',
      `Expected --out to be a picture (${PICTURE_ENDINGS.join(', ')}) or a folder, but got ${out}. ${withSlash(out)}`,
    );
  }
  if (file) {
    if (images.length === 1) return new Map([[images[0], out]]);
    throw new RcnnError(
      'bad-option',
      `Expected --out to be a folder for ${images.length} images, but got ${out}.`,
    );
  }
  return named(out, images, (image) => (PICTURE.test(image) ? extname(image) : '.png'));
}

/**
 * The start of the paths of an image's stage pictures in `folder`.
 *
 * @param option the option that names the folder: `--explain`
 * @throws RcnnError `bad-option` for a name that looks like a file's
 */
export async function stagePaths(
  folder: string,
  images: readonly string[],
  option: string,
): Promise<Map<string, string>> {
  if (await isFile(folder)) {
    throw new RcnnError(
      'bad-option',
      `Expected ${option} to be a folder, but got ${folder}. ${withSlash(folder)}`,
    );
  }
  return named(folder, images, () => '');
}

/** What is there already says it, else the name. */
async function isFile(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  if (there) return !there.isDirectory();
  return !path.endsWith('/') && !path.endsWith(sep) && FILE_ENDING.test(extname(path));
}

function withSlash(path: string): string {
  return `A new folder of such a name is given with a slash behind it: ${path}/`;
}

function named(
  folder: string,
  images: readonly string[],
  ending: (image: string) => string,
): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    images.map((image) => {
      const stem = basename(image, extname(image));
      let name = `${stem}${ending(image)}`;
      // Where case does not count, the second picture would replace the first.
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}-${n}${ending(image)}`;
      taken.add(name.toLowerCase());
      return [image, join(folder, name)];
    }),
  );
}

/** What is drawn of a detection. */
export type DrawnDetection = Pick<Detection, 'class' | 'score' | 'box'>;

/**
 * The picture with its detections drawn, the best on top: boxes in a colour per class, labels with scores. Small
 * pictures come back enlarged, see `drawDetections`. `writeImage` and `encodeImage` make a file or its bytes of it.
 *
 * @throws RcnnError `bad-option`; as `decodeImage`
 */
export async function draw(image: ImageSource, detections: readonly DrawnDetection[]): Promise<Raster> {
  if (!Array.isArray(detections)) {
    throw new RcnnError(
      'bad-option',
      `Expected detections to be an array, but got ${shownValue(detections)}.`,
    );
  }
  const items = (detections as readonly DrawnDetection[]).map(({ class: label, score, box }) => {
    return { box: checkBox(box, 'the box of a detection'), label, score };
  });
  return drawDetections(await decodeImage(image), items);
}
