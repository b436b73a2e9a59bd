import { RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import type { SentPicture } from '../platform/web/decode.js';

/** A file, pixels, or what is on the page. */
export type Picture =
  | Blob
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement
  | Raster;

/** A worker sees nothing of the page: elements become bitmaps, which move there. @throws RcnnError `bad-image` */
export async function sendable(picture: Picture): Promise<{ sent: SentPicture; transfer: Transferable[] }> {
  if (
    picture instanceof Blob ||
    picture instanceof ImageData ||
    picture instanceof ImageBitmap ||
    isRaster(picture)
  ) {
    return { sent: picture, transfer: [] };
  }
  try {
    const bitmap = await createImageBitmap(picture);
    return { sent: bitmap, transfer: [bitmap] };
  } catch (cause) {
    throw new RcnnError(
      'bad-image',
      `Expected a Blob, ImageData, ImageBitmap, or an image, canvas or video of this page that has loaded, but: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function isRaster(picture: object): picture is Raster {
  return 'data' in picture && picture.data instanceof Uint8Array;
}
