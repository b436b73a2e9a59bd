/** Decoding by libvips, and the two kinds of file that it would accept or refuse without saying why. */
import { sharp } from './sharp.js';

/**
 * Truncated files and errors are refused; mere warnings (stray bytes between JPEG markers, which many
 * cameras write) are not. sharp's own default, `warning`, refuses those too.
 */
const FAIL_ON = 'error';

const END_MARKER = [0xff, 0xd9];

export interface DecodedPixels {
  readonly data: Uint8Array;
  readonly info: { readonly width: number; readonly height: number };
}

/** 8-bit sRGB, upright. @throws sharp's errors */
export async function decodePixels(
  bytes: Uint8Array,
  maxPixels: number,
  failOn: 'error' | 'warning' = FAIL_ON,
): Promise<DecodedPixels> {
  return sharp(bytes, { failOn, limitInputPixels: maxPixels, autoOrient: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}

/**
 * The pixels of a JPEG that lacks only its end marker, as those of some cameras and downloads do. With the marker
 * added, nothing else may be missing, not one block; for a progressive one this cannot be checked.
 *
 * @returns undefined for any other file
 */
export async function decodeWithoutEnd(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<DecodedPixels | undefined> {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isJpeg || (bytes.at(-2) === END_MARKER[0] && bytes.at(-1) === END_MARKER[1])) return undefined;
  try {
    const { isProgressive } = await sharp(bytes, { failOn: 'none', limitInputPixels: maxPixels }).metadata();
    if (isProgressive) return undefined;
    return await decodePixels(Buffer.concat([bytes, Uint8Array.from(END_MARKER)]), maxPixels, 'warning');
  } catch {
    return undefined;
  }
}

/** Samples whose range is their type's; for others it is not defined which value is white. */
const KNOWN_SAMPLES = ['uchar', 'ushort'];

/**
 * The type of a TIFF's samples where their range is not known: 32 bits, fractions, signed or complex numbers. libvips
 * would clip them to 0..255, which makes a picture of 0..1 black.
 *
 * @returns undefined for all other files
 */
export async function unknownSamples(bytes: Uint8Array): Promise<string | undefined> {
  const start = String.fromCharCode(...bytes.subarray(0, 2));
  if (start !== 'II' && start !== 'MM') return undefined;
  const { depth } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  return depth === undefined || KNOWN_SAMPLES.includes(depth) ? undefined : depth;
}
