/**
 * Synthetic truth and results of COCO val2017's size, the same bytes for the same seed: objects over all
 * sizes, a per cent of crowds, detections around them (right, shifted, doubled, of another class) and noise.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface SyntheticCoco {
  readonly images: number;
  readonly classes: number;
  readonly objects: number;
  readonly detections: number;
  readonly seed: number;
}

/** COCO val2017 and the results of a detector that fills its 100 places an image. */
export const val2017: SyntheticCoco = {
  images: 5000,
  classes: 80,
  objects: 36_000,
  detections: 500_000,
  seed: 1,
};

/** Writes `truth.json` and `results.json` into `folder`. @returns their paths */
export async function generateCoco(
  folder: string,
  options: SyntheticCoco,
): Promise<{ truth: string; results: string }> {
  await mkdir(folder, { recursive: true });
  const random = uniform(options.seed);
  const objects = makeObjects(options, random);
  const truth = join(folder, 'truth.json');
  const results = join(folder, 'results.json');
  await write(truth, truthLines(options, objects));
  await write(results, resultLines(options, objects, random));
  return { truth, results };
}

interface SyntheticObject {
  readonly image: number;
  readonly category: number;
  readonly box: readonly [number, number, number, number];
  readonly crowd: boolean;
}

/** mulberry32: uniform in [0, 1). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeObjects({ images, classes, objects }: SyntheticCoco, random: () => number): SyntheticObject[] {
  return Array.from({ length: objects }, () => {
    const width = 8 + 400 * random() ** 3;
    const height = 8 + 400 * random() ** 3;
    return {
      image: imageId(Math.floor(random() * images)),
      category: 1 + Math.floor(random() * classes),
      box: [random() * (640 - width), random() * (480 - height), width, height],
      crowd: random() < 0.01,
    };
  });
}

/** Ids are neither contiguous nor from 0, as in COCO. */
function imageId(index: number): number {
  return 139 + 116 * index;
}

function* truthLines(options: SyntheticCoco, objects: readonly SyntheticObject[]): Generator<string> {
  yield '{"images":[';
  for (let i = 0; i < options.images; i++) {
    const id = imageId(i);
    yield `${i ? ',' : ''}{"id":${id},"file_name":"${String(id).padStart(12, '0')}.jpg","width":640,"height":480}`;
  }
  yield '],"annotations":[';
  for (const [i, { image, category, box, crowd }] of objects.entries()) {
    const area = (box[2] * box[3] * 0.7).toFixed(2);
    yield `${i ? ',' : ''}{"id":${i + 1},"image_id":${image},"category_id":${category},"bbox":${shown(box)},"area":${area},"iscrowd":${crowd ? 1 : 0}}`;
  }
  yield '],"categories":[';
  for (let k = 1; k <= options.classes; k++) yield `${k > 1 ? ',' : ''}{"id":${k},"name":"class ${k}"}`;
  yield ']}';
}

/** Image by image, as detectors write them. */
function* resultLines(
  { images, classes, detections }: SyntheticCoco,
  objects: readonly SyntheticObject[],
  random: () => number,
): Generator<string> {
  const perImage = new Map<number, SyntheticObject[]>();
  for (const object of objects) {
    const here = perImage.get(object.image);
    if (here) here.push(object);
    else perImage.set(object.image, [object]);
  }
  yield '[';
  for (let n = 0; n < detections; n++) {
    const image = imageId(Math.floor((n * images) / detections));
    const here = perImage.get(image);
    const object = here && random() < 0.3 ? here[Math.floor(random() * here.length)] : undefined;
    const width = 8 + 400 * random() ** 3;
    const height = 8 + 400 * random() ** 3;
    const jitter = 0.3 * random() ** 2;
    const moved = object?.box.map((side, s) => side + (random() - 0.5) * jitter * object.box[2 + (s % 2)]);
    const box = moved ?? [random() * (640 - width), random() * (480 - height), width, height];
    const category = object && random() < 0.8 ? object.category : 1 + Math.floor(random() * classes);
    const score = object ? 1 - 0.9 * random() ** 2 : random() ** 3;
    yield `${n ? ',' : ''}{"image_id":${image},"category_id":${category},"bbox":${shown(box)},"score":${score.toFixed(5)}}`;
  }
  yield ']';
}

function shown(box: readonly number[]): string {
  return `[${box.map((side) => side.toFixed(2)).join(',')}]`;
}

async function write(file: string, pieces: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < 2 ** 20) continue;
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end(text);
  await once(stream, 'finish');
}
