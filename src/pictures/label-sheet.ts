/** The labels of a data set, drawn on its photographs. */
import { photographPath } from '../datasets/photograph-path.js';
import { type Dataset, imageName } from '../datasets/records.js';
import { boxOfRow, rowsOfImages } from '../datasets/rows.js';
import { throwIfAborted } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { colorsFor, toHex } from './colors.js';
import { contactSheet, fitted, type Tile } from './contact-sheet.js';
import { type DrawnBox, drawDetections } from './draw.js';

export interface LabelSheetOptions extends LongWork {
  /** Indices into `images`, in the order of the sheet. */
  readonly images: readonly number[];
  /** Side of the square of each photograph, in pixels. */
  readonly tile: number;
}

interface LabelSheet {
  readonly sheet: Raster;
  /** Photographs that cannot be read, and why; each is drawn as a dark square. */
  readonly unreadable: readonly string[];
}

/** Photographs with their boxes, one colour per class on the whole sheet, small objects above large ones. */
export async function labelSheet(dataset: Dataset, options: LabelSheetOptions): Promise<LabelSheet> {
  const { images, tile, signal, onProgress } = options;
  const rows = rowsOfImages(dataset.truth, dataset);
  const colors = colorsFor(dataset.classes.map(({ name }) => name));
  const unreadable: string[] = [];
  const tiles: Tile[] = [];
  for (const index of images) {
    throwIfAborted(signal);
    const image = dataset.images[index]!;
    const { id, split } = image;
    const raster = await decodeImage(photographPath(dataset, image)).catch((cause: Error) => {
      unreadable.push(cause.message);
      return undefined;
    });
    const name = imageName(image);
    const caption = split === undefined ? name : `${name} · ${split}`;
    const items = rows[index]!.map((row): DrawnBox => {
      const { name } = dataset.classes[dataset.truth.class[row]!]!;
      return { box: boxOfRow(dataset.truth, row), label: name, color: toHex(colors.get(name)!) };
    });
    tiles.push({ raster: raster ? await drawn(raster, items, tile) : EMPTY, caption });
    onProgress?.({ stage: 'photographs', done: tiles.length, total: images.length, item: id });
  }
  return { sheet: await contactSheet(tiles, { tile, font: FONT }), unreadable };
}

/** Small: names of photographs are long and matter less than the pictures. */
const FONT = 15;

const EMPTY: Raster = { width: 1, height: 1, data: new Uint8Array([48, 48, 48]) };

/** Drawn at the size of the sheet, so that letters can be read and lines are of one width on all photographs. */
async function drawn(raster: Raster, items: readonly DrawnBox[], tile: number): Promise<Raster> {
  const small = fitted(raster, tile);
  const area = ({ box }: DrawnBox) => (box.x2 - box.x1) * (box.y2 - box.y1);
  const across = small.width / raster.width;
  const down = small.height / raster.height;
  const scaled = [...items]
    .sort((a, b) => area(a) - area(b))
    .map(({ box, ...item }) => ({
      ...item,
      box: { x1: box.x1 * across, y1: box.y1 * down, x2: box.x2 * across, y2: box.y2 * down },
    }));
  return drawDetections(small, scaled);
}
