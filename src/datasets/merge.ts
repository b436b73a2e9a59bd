import { isAbsolute, join } from 'node:path';
import { TruthBuilder } from './columns.js';
import { pathFrom } from './photographs.js';
import type { OnProblem } from './problem.js';
import type { ClassRecord, Dataset, ImageRecord } from './records.js';

/** A data set and the split that it is. */
export interface NamedPart {
  readonly name?: string;
  readonly dataset: Dataset;
}

/** Every image as one of the split. */
export function withSplit({ dataset, name }: NamedPart): Dataset {
  if (name === undefined) return dataset;
  return { ...dataset, images: dataset.images.map((image) => ({ ...image, split: name })) };
}

export interface MergeOptions {
  /** Sort classes by name; else in the order of their first part. */
  readonly sortsClasses: boolean;
  readonly onNote?: OnProblem;
}

/**
 * Several splits as one data set, each image marked with its split. A photograph that is in several counts once,
 * for the first. Ids that come twice get the split's name before them.
 */
export function mergeParts(parts: readonly NamedPart[], { sortsClasses, onNote }: MergeOptions): Dataset {
  const [first] = parts;
  if (!first) throw new RangeError('Expected at least one part, but got none.');
  if (parts.length === 1) return withSplit(first);
  const classes = joinClasses(parts, sortsClasses);
  const classIndex = new Map(classes.map(({ name }, index) => [name, index]));
  const root = first.dataset.root ?? '.';
  const seen = new Map<string, string>();
  const ids = new Set<string>();
  const images: ImageRecord[] = [];
  const truth = new TruthBuilder();
  const areas = parts.every(({ dataset }) => dataset.truth.length === 0 || dataset.truth.boxArea);
  const files: string[] = [];
  const shared = new Map<string, number>();
  for (const { name = '', dataset } of parts) {
    const places = dataset.images.map((image) => {
      const path = join(dataset.root ?? '.', image.file ?? image.id);
      const earlier = seen.get(path);
      if (earlier !== undefined) {
        const pair = `${earlier} and ${name}`;
        shared.set(pair, (shared.get(pair) ?? 0) + 1);
        return -1;
      }
      seen.set(path, name);
      const id = ids.has(image.id) ? `${name}/${image.id}` : image.id;
      ids.add(id);
      const file = image.file === undefined || isAbsolute(image.file) ? image.file : pathFrom(root, path);
      return images.push({ ...image, id, split: name, ...(file !== undefined && { file }) }) - 1;
    });
    addRows(truth, dataset, {
      ...{ places, areas },
      files: files.length,
      classOf: dataset.classes.map((one) => classIndex.get(one.name)!),
    });
    files.push(...(dataset.truth.origins?.files ?? []));
  }
  for (const [pair, count] of shared) {
    const message = `${count} photographs are in ${pair}: they count once, and what is measured on them says little.`;
    onNote?.({ kind: 'duplicate', file: root, message });
  }
  return { images, classes, truth: truth.finish(files), root };
}

interface RowsOptions {
  /** Where each image went; -1: left out. */
  readonly places: readonly number[];
  readonly classOf: readonly number[];
  /** Files before those of this part. */
  readonly files: number;
  /** Whether all rows have the area of their box. */
  readonly areas: boolean;
}

function addRows(
  builder: TruthBuilder,
  { truth }: Dataset,
  { places, areas, classOf, files }: RowsOptions,
): void {
  const { image, class: classes, x1, y1, x2, y2, flags, area, boxArea, origins } = truth;
  for (let row = 0; row < truth.length; row++) {
    const place = places[image[row]!]!;
    if (place < 0) continue;
    const box = { x1: x1[row]!, y1: y1[row]!, x2: x2[row]!, y2: y2[row]! };
    const rest = {
      flags: flags[row]!,
      area: area[row]!,
      ...(areas && boxArea && { boxArea: boxArea[row]! }),
    };
    const origin = { file: files + (origins?.file[row] ?? 0), line: origins?.line[row] ?? 0 };
    builder.add({ image: place, class: classOf[classes[row]!]!, ...box, ...rest }, origin);
  }
}

/** Numbers are kept where they tell classes apart, else classes are numbered from 1. */
function joinClasses(parts: readonly NamedPart[], sortsClasses: boolean): ClassRecord[] {
  const byName = new Map<string, ClassRecord>();
  for (const { dataset } of parts) {
    for (const one of dataset.classes) if (!byName.has(one.name)) byName.set(one.name, one);
  }
  const all = [...byName.values()];
  if (sortsClasses) all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const numbered = !sortsClasses && new Set(all.map(({ id }) => id)).size === all.length;
  return numbered ? all : all.map((one, index) => ({ ...one, id: index + 1 }));
}
