/** OpenCV's `INTER_AREA` (resize.cpp): each pixel the average of the area that it covers, in single precision. */
import type { Size } from '../../../src/geometry/box.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { roundHalfEven } from './round.js';

/** @param size at most that of the image, at least 1 x 1 */
export function shrunk(image: Raster, size: Size): Raster {
  const [scaleX, scaleY] = [1 / (size.width / image.width), 1 / (size.height / image.height)];
  const whole = Number.isInteger(scaleX) && Number.isInteger(scaleY);
  const data = whole ? wholeBlocks(image, size) : weighted(image, size, { scaleX, scaleY });
  return { ...size, data };
}

/** Sides divide evenly: every pixel is the mean of a block of whole ones. */
function wholeBlocks(image: Raster, { width, height }: Size): Uint8Array {
  const [across, down] = [image.width / width, image.height / height];
  const area = across * down;
  const share = Math.fround(1 / area);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, at++) {
        let sum = 0;
        for (let j = 0; j < down; j++) {
          const row = 3 * ((y * down + j) * image.width + x * across) + c;
          for (let i = 0; i < across; i++) sum += image.data[row + 3 * i];
        }
        // Of four pixels the mean is an integer's; others are multiplied by a rounded share.
        data[at] =
          across === 2 && down === 2 ? (sum + 2) >> 2 : roundHalfEven(Math.fround(Math.fround(sum) * share));
      }
    }
  }
  return data;
}

/** Which pixels a smaller one covers, and how much of it each is. */
interface Cover {
  readonly into: number;
  readonly from: number;
  readonly share: number;
}

function weighted(
  image: Raster,
  { width, height }: Size,
  { scaleX, scaleY }: { scaleX: number; scaleY: number },
): Uint8Array {
  const columns = coversOf(image.width, width, scaleX);
  const rows = coversOf(image.height, height, scaleY);
  const data = new Uint8Array(3 * width * height);
  const [row, sum] = [new Float32Array(3 * width), new Float32Array(3 * width)];
  let current = rows[0].into;
  const write = () => {
    const at = 3 * width * current;
    for (let i = 0; i < sum.length; i++) data[at + i] = Math.min(255, roundHalfEven(sum[i]));
  };
  for (const { into, from, share } of rows) {
    addRow(image.data.subarray(3 * image.width * from), columns, row.fill(0));
    if (into !== current) {
      write();
      sum.fill(0);
      current = into;
    }
    for (let i = 0; i < sum.length; i++) sum[i] += Math.fround(share * row[i]);
  }
  write();
  return data;
}

function addRow(pixels: Uint8Array, columns: readonly Cover[], row: Float32Array): void {
  const { fround } = Math;
  for (const { into, from, share } of columns) {
    for (let c = 0; c < 3; c++) row[3 * into + c] += fround(pixels[3 * from + c] * share);
  }
}

/** As OpenCV's `computeResizeAreaTab`, whose tolerance of a thousandth of a pixel it is. */
function coversOf(from: number, into: number, scale: number): Cover[] {
  const covers: Cover[] = [];
  for (let i = 0; i < into; i++) {
    const [begin, end] = [i * scale, i * scale + scale];
    const cell = Math.min(scale, from - begin);
    const last = Math.min(Math.floor(end), from - 1);
    const first = Math.min(Math.ceil(begin), last);
    const add = (pixel: number, part: number) =>
      covers.push({ into: i, from: pixel, share: Math.fround(part / cell) });
    if (first - begin > 1e-3) add(first - 1, first - begin);
    for (let pixel = first; pixel < last; pixel++) add(pixel, 1);
    if (end - last > 1e-3) add(last, Math.min(end - last, 1, cell));
  }
  return covers;
}
