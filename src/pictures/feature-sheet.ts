/** What the channels of a layer see of an image. C = channels, H x W = cells of the map. */
import type { Tensor } from '../engines/engine.js';
import { RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { contactSheet } from './contact-sheet.js';
import { warmColour } from './heat-map.js';

/** More are too many to look at. */
const MOST_CHANNELS = 256;
/** Pixels of a channel's picture at least: a map of inception 5 has 7 cells a side. */
const SIDE = 56;

/**
 * A picture of each channel, numbered from 0, the strongest first: warm where its values are high. The lightest colour is
 * the layer's largest value, so that channels compare.
 *
 * @param features 1 x C x H x W, as `Classifier.features` gives those of a layer before pooling
 * @param options.most channels at most; default 256
 * @param options.seen what the network saw, drawn before the channels
 * @throws RcnnError `bad-option` for a layer without a map
 */
export function featureSheet(
  { data, shape }: Tensor,
  layer: string,
  { most = MOST_CHANNELS, seen }: { readonly most?: number; readonly seen?: Raster } = {},
): Promise<Raster> {
  const [, channels = 0, height = 1, width = 1] = shape;
  if (shape.length !== 4 || shape[0] !== 1 || height * width === 1) {
    throw new RcnnError(
      'bad-option',
      `Expected a layer with a map of each channel, such as inception_4a/3x3, but ${layer} has ${shape.join(' x ')} values.`,
    );
  }
  const cells = width * height;
  const peaks = Array.from({ length: channels }, (_, c) => peakOf(data.subarray(c * cells, (c + 1) * cells)));
  const largest = Math.max(...peaks);
  const order = [...peaks.keys()].sort((a, b) => peaks[b]! - peaks[a]!).slice(0, most);
  const zoom = Math.max(1, Math.ceil(SIDE / Math.max(width, height)));
  const tiles = order.map((c) => {
    const map = { width, height, values: data.subarray(c * cells, (c + 1) * cells) };
    return { raster: enlarged(map, { zoom, largest }), caption: String(c) };
  });
  const all = seen ? [{ raster: seen, caption: 'seen' }, ...tiles] : tiles;
  const columns = Math.ceil(Math.sqrt(all.length));
  return contactSheet(all, { tile: zoom * Math.max(width, height), columns });
}

const peakOf = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b), 0);

/** Cells as squares: what lies between them is not known. */
function enlarged(
  map: { readonly width: number; readonly height: number; readonly values: Float32Array },
  { zoom, largest }: { readonly zoom: number; readonly largest: number },
): Raster {
  const [width, height] = [zoom * map.width, zoom * map.height];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = map.values[Math.floor(y / zoom) * map.width + Math.floor(x / zoom)]!;
      data.set(warmColour(largest > 0 ? Math.max(0, value / largest) : 0), 3 * (y * width + x));
    }
  }
  return { width, height, data };
}
