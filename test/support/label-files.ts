/** Small hand-made data sets as tools write them: two photographs of 200 x 100 pixels, a mug and a plate. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Dataset } from '../../src/datasets/records.js';

export type Tree = Readonly<Record<string, string | Uint8Array | object>>;

/** Writes files by their path below a folder; objects as JSON. */
export async function writeTree(folder: string, tree: Tree): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isText ? content : JSON.stringify(content));
  }
  return folder;
}

/** A picture of one colour. @param orientation - EXIF's, 1 to 8: `width` and `height` are those of the upright picture */
export async function photograph({
  width = 200,
  height = 100,
  orientation = 1,
  shade = 90,
}: {
  width?: number;
  height?: number;
  orientation?: number;
  shade?: number;
} = {}): Promise<Uint8Array> {
  const turned = orientation > 4;
  const create = {
    width: turned ? height : width,
    height: turned ? width : height,
    channels: 3 as const,
    background: { r: shade, g: 140, b: 200 },
  };
  return sharp({ create }).jpeg().withMetadata({ orientation }).toBuffer();
}

/** The mug, 60 x 50 at (20, 10), as VOC's XML. */
export const vocXml = (filename: string, name = 'mug') => `<annotation>
<folder>elsewhere</folder><filename>${filename}</filename><path>C:\\me\\${filename}</path>
<size><width>200</width><height>100</height><depth>3</depth></size><segmented>0</segmented>
<object><name>${name}</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>
<bndbox><xmin>21</xmin><ymin>11</ymin><xmax>80</xmax><ymax>60</ymax></bndbox></object>
</annotation>
`;

/** What {@link vocXml} says. */
export const mug = ['mug', 20, 10, 80, 60] as const;
export const plate = ['plate', 100, 30, 180, 90] as const;

/** Instances JSON: the first photograph has the mug, the others nothing. */
export const cocoJson = (...files: string[]) => ({
  images: files.map((file_name, index) => ({ id: index, file_name, width: 200, height: 100 })),
  categories: [
    { id: 0, name: 'dishes', supercategory: 'none' },
    { id: 1, name: 'mug', supercategory: 'dishes' },
    { id: 2, name: 'plate', supercategory: 'dishes' },
  ],
  annotations: [{ id: 0, image_id: 0, category_id: 1, bbox: [20, 10, 60, 50], area: 3000, iscrowd: 0 }],
});

/** Boxes by photograph as `[class, x1, y1, x2, y2]`, to a millionth of a pixel. */
export function boxesByImage({ images, classes, truth }: Dataset): Record<string, unknown[]> {
  const of: Record<string, unknown[]> = Object.fromEntries(images.map(({ id }) => [id, []]));
  for (let row = 0; row < truth.length; row++) {
    const corners = [truth.x1[row]!, truth.y1[row]!, truth.x2[row]!, truth.y2[row]!];
    of[images[truth.image[row]!]!.id]!.push([
      classes[truth.class[row]!]!.name,
      ...corners.map((value) => Math.round(1e6 * value) / 1e6),
    ]);
  }
  return of;
}
