import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Detection } from '../../detection/detection.js';
import { checkBox, shownValue } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import { drawDetections } from './draw.js';
import { imageFormatOf } from './write-image.js';

const PICTURE = /\.(png|jpe?g|webp)$/i;

/** Of a picture that cannot be written, rather than of a folder. */
const OTHER_PICTURE = /\.(avif|bmp|gif|heic|pdf|svg|tiff?)$/i;

/**
 * Where the annotated pictures go: one image to the file that `out` names, any number into the folder that it
 * names (`cat.jpg` becomes `cat.jpg`, files of other kinds become PNG). Two images of one name get numbers.
 *
 * @throws RcnnError `bad-option` for one file and several images, or a picture of another kind
 */
export async function picturePaths(out: string, images: readonly string[]): Promise<Map<string, string>> {
  const kind = await stat(out).catch(() => undefined);
  if (!kind?.isDirectory() && OTHER_PICTURE.test(out)) imageFormatOf(out); // names those that can be
  const folder = kind?.isDirectory() ?? !PICTURE.test(out);
  if (!folder) {
    if (images.length === 1) return new Map([[images[0], out]]);
    throw new RcnnError(
      'bad-option',
      `Expected --out to be a folder for ${images.length} images, but got ${out}.`,
    );
  }
  return named(out, images, (image) => (PICTURE.test(image) ? extname(image) : '.png'));
}

/** The start of the paths of an image's stage pictures in `folder`. */
export function stagePaths(folder: string, images: readonly string[]): Map<string, string> {
  return named(folder, images, () => '');
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
      for (let n = 2; taken.has(name); n++) name = `${stem}-${n}${ending(image)}`;
      taken.add(name);
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
