import { join } from 'node:path';
import { type Exhibit, type Photograph, viewOf } from '../../eval/report/index.js';
import type { Dataset } from '../datasets/records.js';
import type { Raster } from '../imaging/raster.js';
import { lookAhead } from '../look-ahead.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { inlineThumbnail } from './thumbnail.js';

/** Shown 240 to 360 pixels wide, so sharp on dense screens too. */
const thumbnail = { width: 480, height: 360 };

/** All photographs together, base64 included: the charts of 200 classes then still leave a report under 5 MB. */
const mostBytes = 3_000_000;

/** sharp works outside this thread: enough at once for the usual cores, few enough for photographs of any size. */
const AHEAD = 4;

/**
 * The exhibits' parts of their photographs, as data URIs. Photographs that are not there or cannot be read are
 * left out, as are those that come after 3 MB.
 */
export async function readPhotographs(
  exhibits: readonly Exhibit[],
  { images, root }: Pick<Dataset, 'images' | 'root'>,
  { signal, onProgress }: LongWork,
): Promise<Map<Exhibit, Photograph>> {
  const found = new Map<Exhibit, Photograph>();
  let [bytes, done] = [0, 0];
  const part = async (exhibit: Exhibit) => {
    const { file } = images[exhibit.image];
    const raster = file === undefined ? undefined : await readable(join(root ?? '.', file));
    return { exhibit, photograph: raster && (await cut(raster, exhibit)) };
  };
  for await (const { exhibit, photograph } of lookAhead(exhibits, part, { ahead: AHEAD, signal })) {
    if (photograph) {
      bytes += photograph.uri.length;
      if (bytes > mostBytes) break;
      found.set(exhibit, photograph);
    }
    onProgress?.({ stage: 'photographs', done: ++done, total: exhibits.length });
  }
  return found;
}

/** Result files are often evaluated without photographs, so one that cannot be read is no error. */
async function readable(file: string): Promise<Raster | undefined> {
  return decodeImage(file).catch(() => undefined);
}

async function cut(raster: Raster, exhibit: Exhibit): Promise<Photograph> {
  return inlineThumbnail(raster, thumbnail, viewOf(exhibit, raster));
}
