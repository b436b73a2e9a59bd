/**
 * Cost of selective search against pixels, 0.05 to 24 megapixels: time of the fast preset, of resizing in it, and
 * memory of the process. Images above `maxPixels` are searched at that size, so that only reading them grows.
 */
import { join } from 'node:path';
import { selectiveSearch } from '../proposals/selective-search/selective-search.js';
import type { Raster } from '../src/imaging/raster.js';
import { resizeRaster } from '../src/imaging/resample.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { type BenchOptions, median, printTable } from './bench.js';

/** Width of a 3:2 photograph. */
const WIDTHS = [274, 500, 612, 1000, 2000, 3000, 6000];
/** Of the search alone, without the limit: what the limit saves. */
const UNLIMITED_UP_TO = 1_000_000;
const ROUNDS = 5;

export async function run({ limit = ROUNDS }: BenchOptions): Promise<unknown> {
  const photograph = await decodeImage(join(packageRoot, 'examples', 'images', 'astronaut.png'));
  await time(photograph, limit, undefined); // warms up
  const rows = [];
  for (const width of WIDTHS) {
    const size = { width, height: Math.round((width * 2) / 3) };
    const image = resizeRaster(photograph, size, width < photograph.width ? 'area' : 'bilinear');
    const pixels = size.width * size.height;
    const ms = await time(image, limit, undefined);
    const whole = pixels <= UNLIMITED_UP_TO ? await time(image, limit, pixels) : undefined;
    rows.push({ megapixels: pixels / 1e6, ms, whole, rssMb: process.memoryUsage().rss / 2 ** 20 });
  }
  printTable(
    ['megapixels', 'ms', 'ms at full size', 'ns a pixel at full size', 'resident MB'],
    rows.map(({ megapixels, ms, whole, rssMb }) => [
      megapixels.toFixed(2),
      ms.toFixed(0),
      whole?.toFixed(0) ?? '-',
      whole ? (whole / megapixels).toFixed(0) : '-',
      rssMb.toFixed(0),
    ]),
  );
  return rows;
}

async function time(image: Raster, rounds: number, maxPixels: number | undefined): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    await selectiveSearch(image, maxPixels === undefined ? {} : { maxPixels });
    if (round > 0) times.push(performance.now() - began);
  }
  return median(times);
}
