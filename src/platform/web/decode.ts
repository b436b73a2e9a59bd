/** Pictures of a browser to Rasters: as Node.js decodes them, by the browser's own decoders. */
import { RcnnError } from '../../errors.js';
import { checkRaster, type Raster } from '../../imaging/raster.js';

/** What a worker can be sent. */
export type SentPicture = Blob | ImageData | ImageBitmap | Raster;

/** Twice a telephone's usual 12 million; the pixels take four bytes each in the browser and three here. */
const MAX_PIXELS = 50_000_000;

/** Pixels drawn at once: far below the largest canvas of any browser. */
const STRIP = 2_000_000;

/**
 * 8-bit sRGB, upright, alpha over white.
 *
 * @param picture a bitmap is closed
 * @throws RcnnError `bad-image`, `image-too-large`
 */
export async function decodePicture(picture: SentPicture): Promise<Raster> {
  if (picture instanceof Blob || picture instanceof ImageBitmap) {
    const bitmap = picture instanceof Blob ? await decoded(picture) : picture;
    try {
      return pixelsOf(bitmap);
    } finally {
      bitmap.close();
    }
  }
  if (picture instanceof ImageData) return overWhite(picture);
  checkRaster(picture);
  return picture;
}

async function decoded(file: Blob): Promise<ImageBitmap> {
  const name = file instanceof File ? file.name : 'the picture';
  try {
    // Profiles are converted to sRGB, as in Node.js: cameras of telephones write others.
    return await createImageBitmap(file, { imageOrientation: 'from-image', colorSpaceConversion: 'default' });
  } catch (cause) {
    throw new RcnnError(
      'bad-image',
      `Expected a picture that this browser can decode (JPEG, PNG and WebP always), but ${name} is none or is damaged.`,
      { cause },
    );
  }
}

function pixelsOf(bitmap: ImageBitmap): Raster {
  const { width, height } = bitmap;
  if (width * height > MAX_PIXELS) {
    throw new RcnnError(
      'image-too-large',
      `Expected at most ${MAX_PIXELS.toLocaleString('en')} pixels, but the picture has ${width} x ${height}. Scale it down.`,
    );
  }
  const rows = Math.max(1, Math.min(height, Math.floor(STRIP / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  })!;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += rows) {
    const strip = Math.min(rows, height - y);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, -y);
    withoutAlpha(context.getImageData(0, 0, width, strip).data, data.subarray(3 * width * y));
  }
  return { width, height, data };
}

/** @param rgba opaque */
function withoutAlpha(rgba: Uint8ClampedArray, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
}

function overWhite({ width, height, data: rgba }: ImageData): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]! / 255;
    for (let c = 0; c < 3; c++) data[to + c] = Math.round(255 + (rgba[from + c]! - 255) * alpha);
  }
  return { width, height, data };
}
